using System.Globalization;
using Segmentation.Jobs.Configuration;

namespace Segmentation.Jobs.Erp;

/// <summary>Days on which the ERP is sent nothing.</summary>
public static class ErpFreeze
{
    /// <summary>Why nothing is sent; null when nothing speaks against it.</summary>
    /// <param name="config">The windows.</param>
    /// <param name="today">The day by the clock: nothing reaches the ERP while people close.</param>
    /// <param name="snapshotDate">The day of the live publication: classes of a frozen day are not sent later on either, only those of a day after it.</param>
    /// <param name="openClosings">Periods that are being closed otherwise, such as <c>2026-11</c>: signed by the preparer and not yet by the reviewer.</param>
    public static string? FreezeReason(ErpConfig config, DateOnly today, DateOnly snapshotDate, IReadOnlyList<string> openClosings)
    {
        foreach (ErpFreezeConfig window in config.Freeze)
        {
            if (IsWithin(today, window) || IsWithin(snapshotDate, window))
            {
                string reason = window.Reason.Length > 0 ? $" ({window.Reason})" : "";
                return $"codes are frozen from {window.From} to {window.To}{reason}";
            }
        }

        return openClosings.Count == 0
            ? null
            : $"codes are frozen while {(openClosings.Count == 1 ? "period" : "periods")} {string.Join(", ", openClosings)} {(openClosings.Count == 1 ? "is" : "are")} being closed";
    }

    private static bool IsWithin(DateOnly day, ErpFreezeConfig window) => Day(window.From) <= day && day <= Day(window.To);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
