namespace Segmentation.Jobs.Run;

/// <summary>The parameters that transforms and audits may use.</summary>
public static class RunParameters
{
    /// <summary>Values of one run: snapshot_date, run_id, started_at, largest_group.</summary>
    public static IReadOnlyDictionary<string, object?> Of(RunContext run) => new Dictionary<string, object?>
    {
        ["snapshot_date"] = run.SnapshotDate,
        ["run_id"] = run.RunId,
        ["started_at"] = run.StartedAt,
        ["largest_group"] = run.Config.Identity.LargestGroup,
    };
}
