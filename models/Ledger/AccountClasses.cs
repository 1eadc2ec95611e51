namespace Segmentation.Models.Ledger;

/// <summary>Classes of accounts that the tie-out knows by name.</summary>
public static class AccountClasses
{
    public const string Revenue = "revenue";

    public const string Returns = "returns";

    /// <summary>An account to which nobody has given a class.</summary>
    public const string Unclassified = "unclassified";

    /// <summary>The classes that are tied: an account without a class is among them, so that nothing hides there.</summary>
    public static IReadOnlyList<string> Tied { get; } = [Revenue, Returns, Unclassified];
}
