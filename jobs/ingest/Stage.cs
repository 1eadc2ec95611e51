using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Ingest;

/// <summary>Rows of one contract table between their mapping and their Parquet: here each gets its fate.</summary>
internal sealed class Stage(DuckDbEngine engine, LoadContext load, ContractTable table)
{
    private readonly string name = $"main.stage_{table.Name}";
    private readonly SortedSet<string> distinctSources = new(StringComparer.Ordinal);
    private readonly SortedSet<string> keyedSources = new(StringComparer.Ordinal);
    private bool hasFlushed;
    private bool hasLiveRows;

    /// <summary>Rows not yet written.</summary>
    public long RowCount { get; private set; }

    /// <summary>Parts written so far, under temporary names.</summary>
    public List<PendingPart> Parts { get; } = [];

    /// <summary>Creates the empty table.</summary>
    public void Create()
    {
        string columns = string.Concat(table.Columns.Select(column => $", {SqlText.Identifier(column.Name)} {ColumnRule.DuckType(column)}"));
        engine.Execute(
            $"create or replace table {name} (in_file integer, in_row bigint, in_ord integer, fate utinyint, reason varchar, raw varchar, "
            + $"in_amount decimal(18,4), in_currency varchar{columns})",
            $"staging {table.Name}");
    }

    /// <summary>Maps the landed records of a source into the table.</summary>
    public void Add(string source, TablePlan plan, CancellationToken cancellationToken)
    {
        if (plan.Mapping.Distinct)
        {
            distinctSources.Add(source);
        }

        if (plan.HasKey)
        {
            keyedSources.Add(source);
        }

        RowCount += engine.Execute($"insert into {name} {plan.Query}", $"mapping {source} to {table.Name}", null, cancellationToken);
    }

    /// <summary>Whether an earlier load put the same content under the same name into quarantine.</summary>
    public bool HasRefused(Delivery delivery, string rawText)
    {
        RawPart[] parts = [.. load.LedgerParts.Where(part => part.Table == table.Name && part.IsQuarantine)];
        if (parts.Length == 0)
        {
            return false;
        }

        RawStore.Verify(parts, load.Run.Folders);
        return engine.Scalar<long>($"""
            select count(*) from ({RawStore.LiveRows(parts, RawStore.QuarantineColumns, [], load.Run.Folders)})
            where source_row = 0 and source_system = {SqlText.Literal(load.SystemOf(delivery.Source))}
                and source_file = {SqlText.Literal(delivery.File.Path)} and raw_text = {SqlText.Literal(rawText)}
            """, $"refused files of {table.Name}") > 0;
    }

    /// <summary>Puts a whole file into quarantine: one row, number 0, in the place of all of its records.</summary>
    public void Refuse(int fileIndex, string reason, string rawText)
    {
        Remove(fileIndex);
        RowCount += engine.Execute(
            $"insert into {name} (in_file, in_row, in_ord, fate, reason, raw, in_currency) values "
            + $"({fileIndex}, 0, 0, {(int)LoadFate.Quarantined}, {SqlText.Literal(reason)}, {SqlText.Literal(rawText)}, '')",
            $"quarantine of a file for {table.Name}");
    }

    /// <summary>Takes back the rows of a file that turned out to be damaged.</summary>
    public void Remove(int fileIndex) =>
        RowCount -= engine.Execute($"delete from {name} where in_file = {fileIndex}", $"taking a file out of {table.Name}");

    /// <summary>Decides the fate of all rows, counts them, and writes them as parts under temporary names.</summary>
    public void Flush(CancellationToken cancellationToken)
    {
        if (RowCount == 0)
        {
            return;
        }

        load.Totals.Count(engine, table.Name, $"select in_file, {(int)LoadFate.Read} as fate, in_currency, in_amount from {name}");
        foreach (string source in distinctSources)
        {
            Collapse(source, cancellationToken);
        }

        if (keyedSources.Count > 0)
        {
            QuarantineDuplicates(cancellationToken);
        }

        load.Totals.Count(engine, table.Name, $"select in_file, fate, in_currency, in_amount from {name}");
        load.Calendar.Note(engine, table, name);
        WriteAccepted(cancellationToken);
        WriteQuarantined(cancellationToken);
        Remember();
        engine.Execute($"truncate {name}", $"staging {table.Name}", null, cancellationToken);
        (RowCount, hasFlushed) = (0, true);
    }

    /// <summary>Of rows equal in every mapped column the first stays.</summary>
    private void Collapse(string source, CancellationToken cancellationToken)
    {
        string columns = Columns("rows");
        engine.Execute($"""
            update {name} set fate = {(int)LoadFate.Collapsed} where rowid in (
                select id from (
                    select rows.rowid as id, row_number() over (partition by {columns} order by in_file, in_row, in_ord) as number
                    from {name} as rows inner join main.files as files using (in_file)
                    where rows.fate = {(int)LoadFate.Accepted} and files.source = {SqlText.Literal(source)})
                where number > 1)
            """, $"distinct rows of {table.Name}", null, cancellationToken);
        if (hasFlushed)
        {
            string same = string.Join(" and ", table.Columns.Select(column => $"rows.{Name(column)} is not distinct from seen.{Name(column)}"));
            engine.Execute($"""
                update {name} set fate = {(int)LoadFate.Collapsed} where rowid in (
                    select rows.rowid from {name} as rows inner join main.files as files using (in_file)
                    semi join {name}_seen as seen on seen.source_system = files.source_system and {same}
                    where rows.fate = {(int)LoadFate.Accepted} and files.source = {SqlText.Literal(source)})
                """, $"distinct rows of {table.Name}", null, cancellationToken);
        }
    }

    /// <summary>Of rows with the same key the first stays; rows loaded in earlier nights come first.</summary>
    private void QuarantineDuplicates(CancellationToken cancellationToken)
    {
        string key = string.Join(", ", table.Key);
        string isWhole = string.Join(" and ", table.Key.Select(column => $"rows.{column} is not null"));
        string sources = string.Join(", ", keyedSources.Select(source => SqlText.Literal(source)));
        string keyed = $"""
            select rows.rowid as id, files.source_system, {key}, in_file, in_row, in_ord
            from {name} as rows inner join main.files as files using (in_file)
            where rows.fate = {(int)LoadFate.Accepted} and {isWhole} and files.source in ({sources})
            """;
        string set = $"update {name} set fate = {(int)LoadFate.Quarantined}, "
            + $"reason = {SqlText.Literal($"duplicate of line already loaded ({key})")} where rowid in";
        engine.Execute($"""
            {set} (select id from (
                select id, row_number() over (partition by source_system, {key} order by in_file, in_row, in_ord) as number from ({keyed}))
                where number > 1)
            """, $"duplicates in {table.Name}", null, cancellationToken);

        foreach (string earlier in Earlier())
        {
            // The keys of what is new are few: they become the hash table, and what is old streams past it.
            engine.Execute($"""
                {set} (
                    with keyed as materialized ({keyed}),
                    known as materialized (select distinct source_system, {key} from ({earlier}) semi join keyed using (source_system, {key}))
                    select id from keyed semi join known using (source_system, {key}))
                """, $"duplicates in {table.Name}", null, cancellationToken);
        }
    }

    private IEnumerable<string> Earlier()
    {
        if (hasFlushed)
        {
            yield return $"select * from {name}_seen";
        }

        RawPart[] parts = [.. load.LedgerParts.Where(part => part.Table == table.Name && !part.IsQuarantine)];
        if (parts.Length > 0)
        {
            if (!hasLiveRows)
            {
                RawStore.Verify(parts, load.Run.Folders);
                hasLiveRows = true;
            }

            yield return RawStore.LiveRows(parts, RawStore.RawColumns(table), load.Withdrawn, load.Run.Folders);
        }
    }

    /// <summary>Keeps what later rows of this load must be compared with.</summary>
    private void Remember()
    {
        if (distinctSources.Count + keyedSources.Count == 0)
        {
            return;
        }

        string accepted = $"select files.source_system, {Columns("rows")} from {name} as rows inner join main.files as files using (in_file) "
            + $"where rows.fate = {(int)LoadFate.Accepted}";
        engine.Execute(hasFlushed ? $"insert into {name}_seen {accepted}" : $"create table {name}_seen as {accepted}", $"staging {table.Name}");
    }

    private void WriteAccepted(CancellationToken cancellationToken) =>
        Write(isQuarantine: false, $"{Columns("rows")}, {Origin()}", LoadFate.Accepted, table.AmountColumn, cancellationToken);

    private void WriteQuarantined(CancellationToken cancellationToken) =>
        Write(isQuarantine: true,
            $"{Origin()}, rows.reason, rows.raw as raw_text, rows.in_amount as amount, nullif(rows.in_currency, '') as currency",
            LoadFate.Quarantined, table.AmountColumn is null ? null : "amount", cancellationToken);

    private void Write(bool isQuarantine, string columns, LoadFate fate, string? amount, CancellationToken cancellationToken)
    {
        string rows = $"from {name} as rows where rows.fate = {(int)fate}";
        if (engine.Scalar<long>($"select count(*) {rows}", $"staging {table.Name}", null, cancellationToken) == 0)
        {
            return;
        }

        int number = Parts.Count(part => part.Part.IsQuarantine == isQuarantine) + 1;
        string path = $"{(isQuarantine ? "quarantine" : "raw")}/{table.Name}/{load.Run.RunId}{(number == 1 ? "" : $"-{number}")}.parquet";
        var part = new RawPart(table.Name, isQuarantine, load.Run.RunId, path, 0, 0, "");
        Parts.Add(RawStore.Write(engine, load.Run.Folders, part, $"select {columns} {rows}", amount, cancellationToken));
    }

    /// <summary>Where a row came from. Looked up in lists, since a join does not keep the order of rows.</summary>
    private string Origin()
    {
        string sources = string.Join(", ", load.Files.Select(file => SqlText.Literal(load.SystemOf(file.Delivery.Source))));
        string paths = string.Join(", ", load.Files.Select(file => SqlText.Literal(file.Delivery.File.Path)));
        return $"([{sources}])[rows.in_file + 1] as source_system, {SqlText.Literal(load.Run.StartedAt)} as loaded_at, "
            + $"{SqlText.Literal(load.Run.RunId)} as load_id, ([{paths}])[rows.in_file + 1] as source_file, rows.in_row as source_row";
    }

    private string Columns(string alias) => string.Join(", ", table.Columns.Select(column => $"{alias}.{Name(column)}"));

    private static string Name(ContractColumn column) => SqlText.Identifier(column.Name);
}
