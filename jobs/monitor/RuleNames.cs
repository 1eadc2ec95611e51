namespace Segmentation.Jobs.Monitor;

/// <summary>Names of the rules, as incidents, recipients and the configuration's keys spell them.</summary>
public static class RuleNames
{
    public const string SegmentShrank = "segment_shrank";
    public const string FeedStopped = "feed_stopped";
    public const string FeedLate = "feed_late";
    public const string RunSlow = "run_slow";
    public const string AuditFailed = "audit_failed";
    public const string QuarantineJumped = "quarantine_jumped";
    public const string RunFailed = "run_failed";
    public const string RunDied = "run_died";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All =>
        [SegmentShrank, FeedStopped, FeedLate, RunSlow, AuditFailed, QuarantineJumped, RunFailed, RunDied];
}
