using System.Globalization;
using Dapper;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Ledger;

/// <content>What was loaded.</content>
public sealed partial class SqlLedger
{
    public IReadOnlyList<IngestedFile> Files() =>
        Read("select * from load_files order by load_id, source, path", null, row => new IngestedFile(
            row.source, row.path, row.content_hash, (long)row.size_bytes, row.load_id, row.is_live == 1,
            DayOrNull(row.first_date), DayOrNull(row.last_date)));

    public IReadOnlyList<RawPart> Parts() =>
        Read("select * from load_parts order by load_id, table_name, path", null, row => new RawPart(
            row.table_name, row.is_quarantine == 1, row.load_id, row.path, (long)row.row_count, (long)row.size_bytes, row.sha256));

    public IReadOnlyList<LoadTotal> LiveTotals() =>
        Totals(
            """
            left join load_files
                on load_files.load_id = load_totals.load_id
                and load_files.source = load_totals.source
                and load_files.path = load_totals.source_file
            where coalesce(load_files.is_live, true) = true
            """);

    private List<LoadTotal> Totals(string condition = "") =>
        Read(
            $"""
            select load_totals.*
            from load_totals
            {condition}
            order by load_totals.load_id, load_totals.source_file, load_totals.table_name, load_totals.fate, load_totals.currency
            """,
            null,
            row => new LoadTotal(
                row.load_id, row.source, row.source_file, row.table_name, Enum.Parse<LoadFate>((string)row.fate, ignoreCase: true),
                row.currency, (long)row.row_count, decimal.Parse((string)row.amount, CultureInfo.InvariantCulture)));

    public void RecordLoad(Load load) => InTransaction((connection, transaction) =>
    {
        connection.Execute(
            "insert into loads (load_id, loaded_at) values (@LoadId, @LoadedAt)", new { load.LoadId, LoadedAt = Text(load.LoadedAt) }, transaction);
        foreach (IngestedFile file in load.Superseded)
        {
            connection.Execute(
                "update load_files set is_live = false, superseded_by = @by where load_id = @LoadId and source = @Source and path = @Path",
                new { file.LoadId, file.Source, file.Path, by = load.LoadId }, transaction);
        }

        connection.Execute(
            """
            insert into load_files (source, path, content_hash, size_bytes, load_id, is_live, first_date, last_date)
            values (@Source, @Path, @ContentHash, @SizeBytes, @LoadId, @IsLive, @First, @Last)
            """,
            load.Files.Select(file => new
            {
                file.Source,
                file.Path,
                file.ContentHash,
                file.SizeBytes,
                file.LoadId,
                file.IsLive,
                First = Text(file.FirstDate),
                Last = Text(file.LastDate),
            }), transaction);
        connection.Execute(
            """
            insert into load_parts (table_name, is_quarantine, load_id, path, row_count, size_bytes, sha256)
            values (@Table, @IsQuarantine, @LoadId, @Path, @RowCount, @SizeBytes, @Sha256)
            """,
            load.Parts.Select(part => new
            {
                part.Table,
                part.IsQuarantine,
                part.LoadId,
                part.Path,
                part.RowCount,
                part.SizeBytes,
                part.Sha256,
            }), transaction);
        connection.Execute(
            """
            insert into load_totals (load_id, source, source_file, table_name, fate, currency, row_count, amount)
            values (@LoadId, @Source, @SourceFile, @Table, @Fate, @Currency, @RowCount, @Amount)
            """,
            load.Totals.Select(total => new
            {
                total.LoadId,
                total.Source,
                total.SourceFile,
                total.Table,
                Fate = Text(total.Fate),
                total.Currency,
                total.RowCount,
                Amount = total.Amount.ToString(CultureInfo.InvariantCulture),
            }), transaction);
    });

    public void ForgetLoads() => InTransaction((connection, transaction) =>
        connection.Execute(
            "delete from load_totals; delete from load_parts; delete from load_files; delete from loads", transaction: transaction));
}
