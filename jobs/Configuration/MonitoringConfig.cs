using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Segmentation.Jobs.Configuration;

/// <summary>Which signs of trouble are watched for after every night. Every rule is on unless it is switched off.</summary>
public sealed record MonitoringConfig
{
    [Description("Whether anything is watched.")]
    public bool Enabled { get; init; } = true;

    [Description("A segment holds a much smaller share of customers than on its last nights.")]
    public SegmentShrankRule SegmentShrank { get; init; } = new();

    [Description("A source brings no new rows for longer than it usually does, or than its expected_every_days.")]
    public FeedStoppedRule FeedStopped { get; init; } = new();

    [Description("A feed of the schedule is later than schedule.feeds allows, after a night has waited for it as long as it may.")]
    public RuleConfig FeedLate { get; init; } = new();

    [Description("A night takes much longer than the median of the last nights of the same command.")]
    public RunSlowRule RunSlow { get; init; } = new();

    [Description("An audit fails or warns.")]
    public RuleConfig AuditFailed { get; init; } = new();

    [Description("A source's share of quarantined rows is far above what it was in its last loads.")]
    public QuarantineJumpedRule QuarantineJumped { get; init; } = new();

    [Description("A night fails.")]
    public RuleConfig RunFailed { get; init; } = new();

    [Description("A night died without a word: its process ended and nobody recorded how.")]
    public RuleConfig RunDied { get; init; } = new();

    [Description("When an incident that is neither closed nor acknowledged is escalated.")]
    public EscalationConfig Escalation { get; init; } = new();
}

/// <summary>A rule without numbers.</summary>
public record RuleConfig
{
    [Description("Whether the rule is applied.")]
    public bool Enabled { get; init; } = true;
}

/// <summary>A rule that compares tonight with nights before.</summary>
public abstract record HistoryRule : RuleConfig
{
    [Description("How many nights (or loads) before are compared with.")]
    [Range(3, 400)]
    public int Nights { get; init; } = 14;

    [Description("With fewer nights before than this, the rule says nothing.")]
    [Range(2, 400)]
    public int LeastNights { get; init; } = 5;
}

/// <summary>When a segment has shrunk.</summary>
public sealed record SegmentShrankRule : HistoryRule
{
    [Description("Smallest fall against the median share that counts, as a part of the median: 0.2 is a fifth fewer.")]
    [Range(0.01, 1d)]
    public double LeastFall { get; init; } = 0.2;

    [Description("How many robust standard deviations (1.4826 times the median absolute deviation) below the median are still usual.")]
    [Range(0d, 100d)]
    public double Deviations { get; init; } = 3;
}

/// <summary>When a source has stopped.</summary>
public sealed record FeedStoppedRule : RuleConfig
{
    [Description("How many times the median gap between new rows is still usual. A gap that a tenth of all gaps reach is usual too.")]
    [Range(1d, 100d)]
    public double UsualGaps { get; init; } = 2;

    [Description("With fewer gaps before than this, only expected_every_days of the source counts.")]
    [Range(2, 400)]
    public int LeastGaps { get; init; } = 4;
}

/// <summary>When a night was slow.</summary>
public sealed record RunSlowRule : HistoryRule
{
    [Description("How many times the median duration is too long.")]
    [Range(1.1, 100d)]
    public double Times { get; init; } = 2;

    [Description("A night is never slow while it takes less than this longer than the median.")]
    [Range(0, 86_400)]
    public int LeastSeconds { get; init; } = 60;
}

/// <summary>When quarantine has jumped.</summary>
public sealed record QuarantineJumpedRule : HistoryRule
{
    [Description("Smallest rise of the share of quarantined rows above its median that counts, 0 to 1.")]
    [Range(0.0001, 1d)]
    public double LeastRise { get; init; } = 0.01;

    [Description("How many robust standard deviations above the median are still usual.")]
    [Range(0d, 100d)]
    public double Deviations { get; init; } = 3;
}

/// <summary>When an incident goes up a level.</summary>
public sealed record EscalationConfig
{
    [Description("Nights for which an incident lasts before each level.")]
    [Range(1, 400)]
    public int AfterNights { get; init; } = 3;

    [Description("Hours for which an incident lasts before each level, however few the nights.")]
    [Range(1, 10_000)]
    public int AfterHours { get; init; } = 72;

    [Description("The highest level. 0: nothing is escalated.")]
    [Range(0, 9)]
    public int Levels { get; init; } = 2;
}
