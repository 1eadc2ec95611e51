using Segmentation.Batch.Shell;
using Segmentation.Jobs.Erp;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Runs;

/// <summary>What people ask of the ERP interface. It holds the warehouse like a night does.</summary>
public sealed class ExportDesk(ProjectSession session)
{
    /// <summary>Sends what is due.</summary>
    /// <param name="category">Only outcomes of this category are shown; null for all.</param>
    /// <param name="cancellationToken">Between deltas, cancelling leaves the rest to the next call.</param>
    public IReadOnlyList<ErpOutcome> Settle(string? category, CancellationToken cancellationToken)
    {
        RefuseUnknown(category);
        return Holding("export erp", () =>
            session.Erp.Settle(session.Gate.LiveRunId, cancellationToken)
                .Where(outcome => category is null || outcome.Category == category || outcome.Category.Length == 0).ToArray());
    }

    /// <summary>Writes files of a delta again.</summary>
    /// <returns>Their paths.</returns>
    public IReadOnlyList<string> WriteAgain(string? category, long? sequenceNumber, IReadOnlyList<string> formats, string? folder)
    {
        ErpDelivery[] chosen =
        [
            .. Deliveries(category).GroupBy(delivery => delivery.Category)
                .Select(deltas => sequenceNumber is null ? deltas.Last() : deltas.FirstOrDefault(delivery => delivery.SequenceNumber == sequenceNumber))
                .OfType<ErpDelivery>(),
        ];
        if (chosen.Length == 0)
        {
            throw new RunRefusedException(
                $"{(sequenceNumber is { } number ? $"Delta {number}" : "A delta")}{(category is null ? "" : $" of {category}")} was never sent. Nothing was written. 'segbatch export erp' shows what was.");
        }

        string target = folder is null ? session.Folders.Erp : Path.GetFullPath(folder);
        return Holding("export erp", () => chosen.SelectMany(delivery => session.Erp.WriteAgain(delivery, target, formats)).ToArray());
    }

    /// <summary>What was sent.</summary>
    public IReadOnlyList<ErpDelivery> Deliveries(string? category) =>
        session.HasLedger ? [.. session.Ledger.ErpDeliveries().Where(delivery => category is null || delivery.Category == category)] : [];

    /// <summary>Reads an acknowledgement.</summary>
    public AcknowledgementOutcome Acknowledge(string file) => Holding("export ack", () => session.ErpAcknowledgements.Record(file));

    private void RefuseUnknown(string? category)
    {
        string[] known = [.. session.Config.Erp.Categories.Values.Select(known => known.Category).Concat(Deliveries(null).Select(delivery => delivery.Category)).Distinct()];
        if (known.Length == 0)
        {
            throw new UsageException("segmentation.yml has no categories for an ERP. Nothing was sent. Write them under erp.categories, then run a night.");
        }

        if (category is not null && !known.Contains(category))
        {
            throw new UsageException($"--category {category}: there is no such category. Nothing was sent. Known: {string.Join(", ", known)}.");
        }
    }

    private T Holding<T>(string command, Func<T> work)
    {
        if (!session.HasLedger)
        {
            throw new RunRefusedException("Nothing was ever run here, so the ERP was told nothing. Run 'segbatch nightly' first.");
        }

        using RunLock runLock = RunLock.Take(session.Folders, command);
        using ILease lease = session.Ledger.TakeLease(command);
        return work();
    }
}
