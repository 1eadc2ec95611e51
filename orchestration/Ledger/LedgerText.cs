using System.Globalization;

namespace Segmentation.Batch.Ledger;

/// <summary>How the ledger's statements write instants and days.</summary>
internal static class LedgerText
{
    /// <summary>An instant in UTC, to the millisecond.</summary>
    public static string Of(DateTime utc) => utc.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    public static string Of(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
