using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Ingest;

/// <summary>Counts where the rows of a load went, and does not let a row or a cent get lost.</summary>
internal sealed class TotalsBook(string loadId, IReadOnlyList<NumberedFile> files)
{
    private readonly SortedDictionary<(int File, string Table, LoadFate Fate, string Currency), (long Rows, decimal Amount)> totals = [];

    /// <summary>The totals, by file, table, fate and currency.</summary>
    public IReadOnlyList<LoadTotal> Totals => [.. totals.Select(total => new LoadTotal(
        loadId,
        files[total.Key.File].Delivery.Source,
        files[total.Key.File].Delivery.File.Path,
        total.Key.Table,
        total.Key.Fate,
        total.Key.Currency,
        total.Value.Rows,
        total.Value.Amount))];

    /// <summary>Adds the rows of a query of in_file, fate, in_currency and in_amount.</summary>
    public void Count(DuckDbEngine engine, string table, string query)
    {
        foreach ((int file, LoadFate fate, string currency, long rows, decimal amount) in engine.Query(
            $"select in_file, cast(fate as integer), in_currency, count(*), cast(coalesce(sum(in_amount), 0) as decimal(28,4)) from ({query}) group by 1, 2, 3",
            $"control totals of {table}",
            row => (row.GetInt32(0), (LoadFate)row.GetInt32(1), row.GetString(2), row.GetInt64(3), row.GetDecimal(4))))
        {
            (long Rows, decimal Amount) before = totals.GetValueOrDefault((file, table, fate, currency));
            totals[(file, table, fate, currency)] = (before.Rows + rows, before.Amount + amount);
        }
    }

    /// <summary>Rows of one fate in one table.</summary>
    public long Rows(string table, LoadFate fate) =>
        totals.Where(total => total.Key.Table == table && total.Key.Fate == fate).Sum(total => total.Value.Rows);

    /// <summary>Rows that a table's mapping saw of one file.</summary>
    public long RowsRead(int file, string table) =>
        totals.Where(total => total.Key.File == file && total.Key.Table == table && total.Key.Fate == LoadFate.Read).Sum(total => total.Value.Rows);

    /// <summary>Stops the program if rows read are not the rows accounted for, in number and in amount.</summary>
    /// <exception cref="InvalidOperationException">They are not: the program is wrong.</exception>
    public void AssertBalanced()
    {
        foreach (var group in totals.GroupBy(total => (total.Key.File, total.Key.Table, total.Key.Currency)))
        {
            (long rows, decimal amount) = (0, 0m);
            foreach ((var key, (long Rows, decimal Amount) value) in group)
            {
                int sign = key.Fate == LoadFate.Read ? 1 : -1;
                (rows, amount) = (rows + (sign * value.Rows), amount + (sign * value.Amount));
            }

            if (rows != 0 || amount != 0)
            {
                throw new InvalidOperationException(
                    $"Rows of {files[group.Key.File].Delivery.File.Path} for {group.Key.Table} do not add up: "
                    + $"{rows} rows and an amount of {amount} are unaccounted for. Nothing was recorded. This is a mistake in the program.");
            }
        }
    }
}
