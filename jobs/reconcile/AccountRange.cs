namespace Segmentation.Jobs.Reconcile;

/// <summary>Accounts that a key of <c>finance.accounts</c> stands for.</summary>
/// <param name="First">The first account, or the prefix.</param>
/// <param name="Last">The last account; the same as the first where there is only one.</param>
/// <param name="IsPrefix">Whether all accounts that begin so are meant.</param>
public sealed record AccountRange(string First, string Last, bool IsPrefix)
{
    /// <summary>Reads <c>4000</c>, <c>4000-4099</c> or <c>84*</c>.</summary>
    /// <returns>Null when it is none of these: ends of different length, or the last before the first.</returns>
    public static AccountRange? Parse(string key)
    {
        string text = key.Trim();
        if (text.EndsWith('*'))
        {
            return text.Length > 1 ? new AccountRange(text[..^1], text[..^1], true) : null;
        }

        string[] ends = [.. text.Split('-').Select(end => end.Trim())];
        return ends switch
        {
            [{ Length: > 0 } one] => new AccountRange(one, one, false),
            [{ Length: > 0 } first, { } last] when first.Length == last.Length && string.CompareOrdinal(first, last) <= 0 =>
                new AccountRange(first, last, false),
            _ => null,
        };
    }

    /// <summary>Whether some account belongs to both.</summary>
    public bool Overlaps(AccountRange other) => (IsPrefix, other.IsPrefix) switch
    {
        (true, true) => First.StartsWith(other.First, StringComparison.Ordinal) || other.First.StartsWith(First, StringComparison.Ordinal),
        (true, false) => other.MayBeginWith(First),
        (false, true) => MayBeginWith(other.First),
        _ => First.Length == other.First.Length
            && string.CompareOrdinal(First, other.Last) <= 0 && string.CompareOrdinal(other.First, Last) <= 0,
    };

    private bool MayBeginWith(string prefix) => prefix.Length <= First.Length
        && string.CompareOrdinal(First[..prefix.Length], prefix) <= 0
        && string.CompareOrdinal(prefix, Last[..prefix.Length]) <= 0;
}
