using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Erp;

/// <summary>What became of a category's delta.</summary>
public enum ErpFate
{
    /// <summary>A delta was made and its files are in place.</summary>
    Sent,

    /// <summary>The files of a delta that was decided before are in place now: a program had died in between.</summary>
    Completed,

    /// <summary>The ERP knows all that readers see. No file is written.</summary>
    Unchanged,

    /// <summary>Nothing is sent on these days; what changes is sent afterwards.</summary>
    Frozen,

    /// <summary>It could not be sent; what the ERP must be told is not lost and goes out when the cause is gone.</summary>
    Refused,
}

/// <summary>What became of a category's delta, and the sentence that says so.</summary>
public sealed record ErpOutcome(string Category, ErpFate Fate, string Message, long? SequenceNumber = null, ErpTotals? Totals = null);
