using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Monitor;

/// <summary>What the rules see: the ledger, as it stands at one moment of one run. No rule opens a table or a file.</summary>
public sealed record NightFacts
{
    /// <summary>How far back rules can look.</summary>
    private const int MostRuns = 1000;

    /// <summary>Runs that may have started, and been refused, while this one was on.</summary>
    private const int NewestRuns = 100;

    /// <summary>The run. While it is on, its status is started.</summary>
    public required RunRow Run { get; init; }

    public required DateOnly SnapshotDate { get; init; }

    /// <summary>Whether no later snapshot was built: an old night that is run again says nothing about today.</summary>
    public required bool IsNewest { get; init; }

    /// <summary>Segment sizes of this run; empty when it came to none.</summary>
    public required IReadOnlyList<SegmentSize> Sizes { get; init; }

    /// <summary>Segment sizes of earlier snapshots, newest first.</summary>
    public required IReadOnlyList<RunSizes> SizesBefore { get; init; }

    /// <summary>This run's audit results; empty when it came to none.</summary>
    public required IReadOnlyList<AuditResult> Audits { get; init; }

    public required IReadOnlyList<IngestedFile> Files { get; init; }

    /// <summary>When each load was recorded.</summary>
    public required IReadOnlyDictionary<string, DateTimeOffset> LoadTimes { get; init; }

    /// <summary>Rows per load and source, newest load first.</summary>
    public required IReadOnlyList<LoadShare> LoadShares { get; init; }

    /// <summary>Whether this run was killed in the middle and went on.</summary>
    public bool WasKilled { get; init; }

    /// <summary>Runs that started before this one, newest first.</summary>
    public required IReadOnlyList<RunRow> RunsBefore { get; init; }

    /// <summary>Reads the facts.</summary>
    public static NightFacts Read(ILedger ledger, RunRow run, DateOnly snapshotDate, int nights) => new()
    {
        Run = run,
        SnapshotDate = snapshotDate,
        IsNewest = ledger.Publications(int.MaxValue).All(publication => publication.SnapshotDate <= snapshotDate),
        Sizes = ledger.SegmentSizesOf(run.RunId),
        SizesBefore = [.. ledger.SegmentSizes(nights + 1).Where(sizes => sizes.SnapshotDate < snapshotDate).Take(nights)],
        Audits = [.. ledger.AuditResults(NewestRuns).Where(audit => audit.RunId == run.RunId).Select(audit => audit.Result)],
        Files = ledger.Files(),
        LoadTimes = ledger.LoadTimes(),
        LoadShares = ledger.LoadShares(MostRuns),
        WasKilled = ledger.StepsOf(run.RunId).Any(step => step.Step == RunRecovery.ResumeStep),
        RunsBefore = [.. ledger.Runs(MostRuns).Where(before => string.CompareOrdinal(before.RunId, run.RunId) < 0)],
    };
}
