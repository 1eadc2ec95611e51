namespace Segmentation.Jobs.Publish;

/// <summary>A place where readers find the published tables. It holds whole publications side by side, and one pointer to the
/// publication that is live; moving the pointer is the only thing that readers notice.</summary>
public interface IPublishTarget
{
    /// <summary>What the ledger calls it: <c>file</c>, <c>postgresql</c>.</summary>
    string Name { get; }

    /// <summary>What readers see now.</summary>
    LivePublication Live();

    /// <summary>Brings a finished publication to the target. Readers see nothing of it; a publication that is there already is left alone,
    /// and what an interrupted attempt left is replaced.</summary>
    void Stage(PublicationFile publication, CancellationToken cancellationToken);

    /// <summary>Moves the pointer, in one atomic step that is durable when this returns. Moving to what is live already changes nothing.</summary>
    /// <param name="runId">A publication that was staged.</param>
    /// <param name="fencingToken">Token of the lease under which this was decided; the target refuses one older than it has seen.</param>
    /// <exception cref="Segmentation.Jobs.Run.RunRefusedException">The target refuses or cannot be reached; its pointer is as it was.</exception>
    void MoveTo(string runId, long fencingToken);

    /// <summary>Removes a publication that is not live. Readers who still read it finish undisturbed.</summary>
    /// <returns>Whether it is gone; false when readers still need it, and the next night tries again.</returns>
    bool Drop(string runId);
}

/// <summary>What the readers of a target see.</summary>
/// <param name="IsThere">Whether they see anything.</param>
/// <param name="RunId">The publication's run; null when the target does not say, as a file of an older program.</param>
public readonly record struct LivePublication(bool IsThere, string? RunId);
