using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Segmentation.Jobs.Configuration;

/// <summary>When nights start by themselves: what <c>segbatch schedule</c> does.</summary>
public sealed record ScheduleConfig
{
    [Description("The nights. The key is the night's name. Each is one group of schemes with its own times; they never overlap.")]
    public IReadOnlyDictionary<string, NightConfig> Nights { get; init; } = new Dictionary<string, NightConfig>();

    [Description("Named lists of days (yyyy-MM-dd) on which no night starts.")]
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Calendars { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    [Description("Sources that must have brought something fresh before a night starts. The key is the source.")]
    public IReadOnlyDictionary<string, FeedConfig> Feeds { get; init; } = new Dictionary<string, FeedConfig>();

    [Description("How long a night waits for late feeds, and what then.")]
    public FeedWaitConfig WaitForFeeds { get; init; } = new();

    [Description("What happens to nights that were missed while nothing ran.")]
    public CatchUpConfig CatchUp { get; init; } = new();

    [Description("How a night that failed for a reason which passes by itself is tried again.")]
    public RetryConfig Retry { get; init; } = new();

    [Description("What follows a night that failed for good.")]
    public FailureRule OnFailure { get; init; } = FailureRule.Stop;

    [Description("How long a night that is on may take to finish when the service is told to stop; then it is cancelled. Such as 10min.")]
    [RegularExpression(Duration.Pattern)]
    public string Grace { get; init; } = "10min";

    [Description("Where the service answers about itself over HTTP.")]
    public HealthConfig Health { get; init; } = new();
}

/// <summary>One night: when it starts, and which schemes it scores.</summary>
public sealed record NightConfig
{
    [Description("When it starts, in the time zone: Quartz cron with seconds, such as 0 30 2 * * ? for half past two. The first time of a day counts.")]
    [Required]
    public string Cron { get; init; } = "";

    [Description("IANA time zone of the cron expression and of the snapshot date, such as Europe/Berlin.")]
    public string TimeZone { get; init; } = "UTC";

    [Description("Name of the calendar with the days on which it does not start.")]
    public string? Calendar { get; init; }

    [Description("Schemes that it scores. Default: all.")]
    public IReadOnlyList<string> Schemes { get; init; } = [];

    [Description("Snapshot date, by the local day on which the night was due: today knows everything before this day; yesterday, everything before the day before.")]
    public SnapshotRule Snapshot { get; init; } = SnapshotRule.Today;
}

/// <summary>When a feed is fresh enough. Every condition that is given must hold.</summary>
public sealed record FeedConfig
{
    [Description("There is a file, or a change of one, that no published night has read.")]
    public bool NewFile { get; init; }

    [Description("The newest file is not older than this when the night starts, such as 36h.")]
    [RegularExpression(Duration.Pattern)]
    public string? FileWithin { get; init; }

    [Description("The newest row's day is not further than this before the snapshot date, such as 2d. New files are loaded in order to know.")]
    [RegularExpression(Duration.Pattern)]
    public string? RowWithin { get; init; }
}

/// <summary>How long a night waits for late feeds.</summary>
public sealed record FeedWaitConfig
{
    [Description("Longest wait, such as 4h.")]
    [RegularExpression(Duration.Pattern)]
    public string AtMost { get; init; } = "4h";

    [Description("How often the feeds are looked at, such as 5min.")]
    [RegularExpression(Duration.Pattern)]
    public string CheckEvery { get; init; } = "5min";

    [Description("What happens then: run with what is there, skip the date, or fail.")]
    public LateFeedRule Then { get; init; } = LateFeedRule.Fail;
}

/// <summary>What happens to missed nights.</summary>
public sealed record CatchUpConfig
{
    [Description("Most missed nights that are run, the newest ones; older ones are skipped, and the ledger says so.")]
    [Range(0, 10_000)]
    public int Most { get; init; } = 30;
}

/// <summary>How often a night is tried.</summary>
public sealed record RetryConfig
{
    [Description("How many times a date is tried again after the first time. A night whose process was killed counts as tried.")]
    [Range(0, 1000)]
    public int Times { get; init; } = 3;

    [Description("Wait before the first retry; it doubles each time, up to an hour.")]
    [RegularExpression(Duration.Pattern)]
    public string FirstDelay { get; init; } = "1min";
}

/// <summary>Where the service answers about itself: /health/live, /health/ready and /metrics.</summary>
public sealed record HealthConfig
{
    [Description("TCP port. 0: no endpoint.")]
    [Range(0, 65535)]
    public int Port { get; init; } = 8321;

    [Description("Who may ask: loopback is this machine only; any is every network, for containers.")]
    public HealthAddress Address { get; init; } = HealthAddress.Loopback;
}

/// <summary>How a scheduled night's snapshot date follows from the day on which it was due.</summary>
public enum SnapshotRule
{
    Today,
    Yesterday,
}

/// <summary>What happens when feeds are late for too long.</summary>
public enum LateFeedRule
{
    Run,
    Skip,
    Fail,
}

/// <summary>What follows a night that failed for good.</summary>
public enum FailureRule
{
    /// <summary>The next date waits until somebody resumes the night, or the failed date was run by hand.</summary>
    Stop,

    /// <summary>The next date goes on; the failed one is left out.</summary>
    Continue,
}

/// <summary>Which networks the health endpoint listens on.</summary>
public enum HealthAddress
{
    Loopback,
    Any,
}
