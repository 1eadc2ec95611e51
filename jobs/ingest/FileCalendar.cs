using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Ingest;

/// <summary>Which days the files of a load tell of, and which of those are late.</summary>
internal sealed class FileCalendar(IReadOnlyList<IngestedFile> ledger, IReadOnlyList<NumberedFile> files)
{
    private readonly SortedDictionary<int, (DateOnly First, DateOnly Last)> days = [];
    private readonly SortedDictionary<(int File, string Table), long> lateLines = [];

    /// <summary>The latest day loaded from a source before this load.</summary>
    public DateOnly? LatestBefore(string source) => ledger.Where(file => file.Source == source && file.IsLive).Max(file => file.LastDate);

    /// <summary>First and last day of a file's accepted rows, where they have days.</summary>
    public (DateOnly? First, DateOnly? Last) Of(int file) =>
        days.TryGetValue(file, out (DateOnly First, DateOnly Last) found) ? (found.First, found.Last) : (null, null);

    /// <summary>What is late, in words. Late lines count like any other; the note says why a past day has changed.</summary>
    public IEnumerable<string> LateNotes() => lateLines.Select(late =>
    {
        Delivery delivery = files[late.Key.File].Delivery;
        return $"{delivery.File.Path}: {late.Value} lines of {late.Key.Table} for days before {LatestBefore(delivery.Source):yyyy-MM-dd}, "
            + $"the latest day of {delivery.Source} loaded so far. They were loaded.";
    });

    /// <summary>Takes note of the days of accepted rows.</summary>
    public void Note(DuckDbEngine engine, ContractTable table, string stage)
    {
        if (TablePlan.DateColumn(table) is not { } column)
        {
            return;
        }

        foreach ((int file, DateTime first, DateTime last, long late) in engine.Query($"""
            select in_file, cast(min({column}) as timestamp), cast(max({column}) as timestamp), count(*) filter (where {column} < latest_date)
            from {stage} inner join main.files using (in_file)
            where fate = {(int)LoadFate.Accepted} group by 1
            """, $"days of {table.Name}", row => (row.GetInt32(0), row.GetDateTime(1), row.GetDateTime(2), row.GetInt64(3))))
        {
            (DateOnly from, DateOnly to) = (DateOnly.FromDateTime(first), DateOnly.FromDateTime(last));
            days[file] = days.TryGetValue(file, out (DateOnly First, DateOnly Last) before)
                ? (before.First < from ? before.First : from, before.Last > to ? before.Last : to)
                : (from, to);
            if (late > 0)
            {
                lateLines[(file, table.Name)] = lateLines.GetValueOrDefault((file, table.Name)) + late;
            }
        }
    }
}
