using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Erp;

/// <summary>Writes the files of a delta from its rows as we keep them.</summary>
internal static class ErpFiles
{
    /// <summary>The formats that every delta is written in.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["csv", "fixed", "json"];

    /// <summary>Writes files; those that are there are replaced by the same bytes.</summary>
    /// <returns>Their paths.</returns>
    /// <exception cref="RunRefusedException">The rows are not those that were sent.</exception>
    public static IReadOnlyList<string> Write(
        DuckDbEngine engine, ErpDelivery delivery, ProjectFolders folders, string folder, IReadOnlyList<string> formats)
    {
        string rows = ErpSentRows.Verified(delivery, folders);
        ErpFile[] files = [.. formats.Select(format => ErpFile.Begin(format, Path.Combine(folder, delivery.Category), delivery))];
        try
        {
            foreach (ErpFile file in files)
            {
                file.WriteHeader();
            }

            long count = 0;
            ErpSentRows.Read(engine, rows, row =>
            {
                count++;
                foreach (ErpFile file in files)
                {
                    file.WriteRow(row);
                }
            });
            if (count != delivery.Totals.RowCount)
            {
                throw new InvalidOperationException(
                    $"Delta {delivery.SequenceNumber} of {delivery.Category} has {count} rows and {delivery.Totals.RowCount} were decided. This is a mistake in the program.");
            }

            foreach (ErpFile file in files)
            {
                file.WriteTrailer();
            }

            return [.. files.Select(file => file.Complete())];
        }
        finally
        {
            foreach (ErpFile file in files)
            {
                file.Dispose();
            }
        }
    }
}
