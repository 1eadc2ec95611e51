using System.Data.Common;
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
        Read(
            """
            select load_totals.*
            from load_totals
            left join load_files
                on load_files.load_id = load_totals.load_id
                and load_files.source = load_totals.source
                and load_files.path = load_totals.source_file
            where coalesce(load_files.is_live, true) = true
            order by load_totals.load_id, load_totals.source_file, load_totals.table_name, load_totals.fate, load_totals.currency
            """,
            null,
            row => new LoadTotal(
                row.load_id, row.source, row.source_file, row.table_name, Enum.Parse<LoadFate>((string)row.fate, ignoreCase: true),
                row.currency, (long)row.row_count, decimal.Parse((string)row.amount, CultureInfo.InvariantCulture)));

    public IReadOnlyList<SourceWatermark> Watermarks() =>
        Read("select * from source_watermarks order by source", null, row => new SourceWatermark(
            row.source, row.load_id, row.mark, row.basis, (long)row.row_count, Instant(row.read_at), Instant(row.full_read_at)));

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
        Record(connection, transaction, load.Watermarks);
    });

    public void RecordWatermarks(IReadOnlyList<SourceWatermark> watermarks) =>
        InTransaction((connection, transaction) => Record(connection, transaction, watermarks));

    public void ForgetLoads() => InTransaction((connection, transaction) =>
        connection.Execute(
            "delete from source_watermarks; delete from load_totals; delete from load_parts; delete from load_files; delete from loads", transaction: transaction));

    private static void Record(DbConnection connection, DbTransaction transaction, IReadOnlyList<SourceWatermark> watermarks) =>
        connection.Execute(
            """
            insert into source_watermarks (source, load_id, mark, basis, row_count, read_at, full_read_at)
            values (@Source, @LoadId, @Mark, @Basis, @RowCount, @ReadAt, @FullReadAt)
            on conflict (source) do update set load_id = excluded.load_id, mark = excluded.mark, basis = excluded.basis,
                row_count = excluded.row_count, read_at = excluded.read_at, full_read_at = excluded.full_read_at
            """,
            watermarks.Select(mark => new
            {
                mark.Source,
                mark.LoadId,
                mark.Mark,
                mark.Basis,
                mark.RowCount,
                ReadAt = Text(mark.ReadAt),
                FullReadAt = Text(mark.FullReadAt),
            }), transaction);
}
