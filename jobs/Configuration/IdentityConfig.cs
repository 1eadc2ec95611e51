using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Segmentation.Jobs.Configuration;

/// <summary>Which records are one customer, and whose value is believed.</summary>
public sealed record IdentityConfig
{
    [Description("Two records are one customer when any of these agrees. Records with the same source id in the same system always are.")]
    public IReadOnlyList<MatchRule> Rules { get; init; } = [];

    [Description("A shared value carried by more records than this joins nobody: info@ addresses, dummy phone numbers.")]
    [Range(2, 1_000_000)]
    public int LargestGroup { get; init; } = 50;

    [Description("Per attribute of customers: which record's value is taken. Default: most_recent.")]
    public IReadOnlyDictionary<string, SurvivorshipRule> Survivorship { get; init; } = new Dictionary<string, SurvivorshipRule>();
}

/// <summary>One exact matching rule.</summary>
public sealed record MatchRule
{
    [Description("What must agree: email, phone, source_record_id (the same id in different systems), or attributes.NAME for a declared attribute such as a tax or loyalty number.")]
    [Required]
    public string On { get; init; } = "";
}

/// <summary>Whose value is believed for one attribute. Records without a value never win.</summary>
public sealed record SurvivorshipRule
{
    [Description("Source systems, best first; others come after them.")]
    public IReadOnlyList<string> Prefer { get; init; } = [];

    [Description("Among equally preferred records: the most recent or the oldest.")]
    public SurvivorshipOrder Take { get; init; } = SurvivorshipOrder.MostRecent;
}

/// <summary>Which of several records wins.</summary>
public enum SurvivorshipOrder
{
    MostRecent,
    Oldest,
}
