namespace Segmentation.Jobs.Resolve;

/// <summary>What resolving identity found, in counts.</summary>
/// <param name="RecordCount">Records of all source systems.</param>
/// <param name="CustomerCount">Customers they are.</param>
/// <param name="JoinedRecordCount">Records that share a customer with another record.</param>
/// <param name="EdgeCount">Pairs of records that a rule joined.</param>
/// <param name="MintedCount">Customers with a new id.</param>
/// <param name="MergeCount">Earlier customers that became part of another, this night.</param>
/// <param name="SplitCount">Parts that left an earlier customer, this night.</param>
/// <param name="EndCount">Earlier customers that have no record left, this night.</param>
/// <param name="TooCommonValues">Per rule: values that too many records share, which therefore join nobody.</param>
public sealed record ResolveResult(
    long RecordCount,
    long CustomerCount,
    long JoinedRecordCount,
    long EdgeCount,
    long MintedCount,
    long MergeCount,
    long SplitCount,
    long EndCount,
    IReadOnlyDictionary<string, long> TooCommonValues);
