namespace Segmentation.Batch.Schedule;

/// <summary>How far a scheduled night is.</summary>
public enum NightStatus
{
    /// <summary>Its time has come, and nobody has looked at it yet.</summary>
    Due,

    /// <summary>Somebody asked for it with <c>schedule run-now</c>.</summary>
    Asked,

    /// <summary>Its feeds are late.</summary>
    Waiting,

    /// <summary>A service is at it, or died at it.</summary>
    Running,

    /// <summary>It failed for a reason that passes, and is tried again.</summary>
    Retrying,

    /// <summary>It was published, or held back by the rules of promotion.</summary>
    Done,

    /// <summary>It failed for good.</summary>
    Failed,

    /// <summary>It is left out: too old to be caught up, or its feeds never came.</summary>
    Skipped,
}

/// <summary>What the ledger knows of one night and date.</summary>
public sealed record NightRow
{
    public required string Night { get; init; }

    public required DateOnly SnapshotDate { get; init; }

    /// <summary>When it was due.</summary>
    public required DateTimeOffset FiresAt { get; init; }

    public required NightStatus Status { get; init; }

    /// <summary>How often it was begun, whatever became of it.</summary>
    public int Attempts { get; init; }

    /// <summary>Whether somebody asked for it: it goes before the others, waits for no feed, and runs even if it was done before.</summary>
    public bool IsAsked { get; init; }

    public DateTimeOffset? WaitsSince { get; init; }

    public DateTimeOffset? NextAttemptAt { get; init; }

    public string? RunId { get; init; }

    public string? Message { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }
}

/// <summary>What people have decided about one night, or about the whole service (<see cref="Everything"/>).</summary>
/// <param name="Night">The night.</param>
/// <param name="Since">Nights due before this are not the schedule's business.</param>
/// <param name="IsPaused">Whether no date of it starts.</param>
/// <param name="DrainCount">How often draining was asked for; a service ends when this grows.</param>
public sealed record NightControl(string Night, DateTimeOffset Since, bool IsPaused, long DrainCount)
{
    /// <summary>The row that speaks of all nights.</summary>
    public const string Everything = "*";
}

/// <summary>One service that is up.</summary>
public sealed record ServiceRow(string Service, DateTimeOffset StartedAt, DateTimeOffset BeatAt, bool IsDraining);

/// <summary>A run that finished a whole night, scheduled or not.</summary>
/// <param name="RunId">The run.</param>
/// <param name="SnapshotDate">Its date.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="Schemes">The schemes it scored.</param>
public sealed record FinishedNight(string RunId, DateOnly SnapshotDate, DateTimeOffset StartedAt, IReadOnlyList<string> Schemes);
