using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Ingest;

/// <summary>One load under way: files are read into collecting tables, judged as a whole, and written.</summary>
internal sealed class IngestLoad(RunContext run, ILoadLedger ledger, DuckDbEngine engine, IReadOnlyList<Delivery> deliveries)
{
    private readonly List<Delivery> read = [];
    private IReadOnlyList<string> tables = [];

    /// <summary>Reads every new file.</summary>
    /// <returns>The files that could not be read as a whole, with the reason; they left no rows.</returns>
    public IReadOnlyList<(Delivery Delivery, string Reason)> ReadFiles(CancellationToken cancellationToken)
    {
        IngestCurrencies currencies = IngestCurrencies.Of(run.Config);
        CreateTables();
        var refused = new List<(Delivery, string)>();
        foreach (IGrouping<string, Delivery> source in deliveries.Where(delivery => delivery.IsRead).GroupBy(delivery => delivery.Source))
        {
            SourceMapping mapping = SourceMapping.Parse(engine, source.Key, run.Config.Sources[source.Key]);
            var landing = new Landing(engine, mapping, currencies);
            landing.Check();
            foreach (Delivery delivery in source)
            {
                try
                {
                    landing.Read(delivery.File, read.Count, cancellationToken);
                    read.Add(delivery);
                }
                catch (FileRefusedException refusal)
                {
                    refused.Add((delivery, refusal.Message));
                }
            }

            landing.Flush(cancellationToken);
        }

        return refused;
    }

    /// <summary>Judges what only the whole load can tell, writes it and records it.</summary>
    public IngestResult Write(IReadOnlyList<SourceOutcome> outcomes, CancellationToken cancellationToken)
    {
        if (read.Count == 0)
        {
            return new IngestResult(null, outcomes, [], []);
        }

        engine.Execute("create table stage.files (file_number int, source varchar, source_file varchar)", "files of the load", null, cancellationToken);
        engine.Append("stage.files", read.Select((delivery, number) => (delivery, number)), (row, file) => row
            .AppendValue(file.number).AppendValue(file.delivery.Source).AppendValue(file.delivery.File.Path));
        foreach (string table in tables)
        {
            Collapse(table, cancellationToken);
            QuarantineDuplicates(table, cancellationToken);
        }

        IReadOnlyList<LoadTotal> totals = [.. tables.SelectMany(table => Totals(table, cancellationToken))];
        RefuseUntiedTotals(totals);
        RefuseTooManyBadRows(totals);
        IReadOnlyList<QuarantineCount> quarantine = CountQuarantine(cancellationToken);
        IReadOnlyList<IngestedFile> files = Files(cancellationToken);
        NoteLateDays(files);

        RawPart[] parts = [.. tables.SelectMany(table => WriteParts(table, totals, cancellationToken))];
        ledger.RecordLoad(new Load(
            run.RunId, run.StartedAt, files, [.. read.Select(delivery => delivery.Supersedes).OfType<IngestedFile>()], parts, totals));
        return new IngestResult(run.RunId, outcomes, totals, quarantine);
    }

    private void CreateTables()
    {
        tables = [.. deliveries.Where(delivery => delivery.IsRead).Select(delivery => delivery.Source).Distinct()
            .SelectMany(source => run.Config.Sources[source].Tables.Keys).Distinct().Order(StringComparer.Ordinal)];
        engine.Execute("create schema stage", "collecting tables");
        foreach (string table in tables)
        {
            engine.Execute(TablePlan.CreateStage(SourceContract.Find(table)!), $"collecting {table}");
        }

        // Rows that this load withdraws are no duplicates of what comes in their place.
        IReadOnlyList<IngestedFile> gone =
            [.. ledger.Files().Where(file => !file.IsLive), .. deliveries.Select(delivery => delivery.Supersedes).OfType<IngestedFile>()];
        RawStore.Verify(run.Folders, [.. ledger.Parts().Where(part => tables.Contains(part.Table) && !part.IsQuarantine)], CancellationToken.None);
        RawStore.CreateViews(engine, run.Folders, ledger.Parts(), gone);
    }

    /// <summary>Keeps the first of rows that are equal in every column, for sources that ask for it.</summary>
    private void Collapse(string table, CancellationToken cancellationToken)
    {
        string[] sources = [.. run.Config.Sources.Where(source => source.Value.Tables.TryGetValue(table, out TableMapping? mapping) && mapping.Distinct)
            .Select(source => SqlText.Literal(source.Key))];
        if (sources.Length == 0)
        {
            return;
        }

        string columns = string.Join(", ", SourceContract.Find(table)!.Columns.Select(column => column.Name));
        Mark(table, "collapsed", "null", $"__seg_source, {columns}", $"__seg_file in (select file_number from stage.files where source in ({string.Join(", ", sources)}))", cancellationToken);
    }

    /// <summary>Sends a key that comes again to quarantine: within the load, and against rows that are loaded.</summary>
    private void QuarantineDuplicates(string table, CancellationToken cancellationToken)
    {
        ContractTable contract = SourceContract.Find(table)!;
        if (contract.KeepsVersions || contract.Key.Count == 0)
        {
            return;
        }

        string key = string.Join(", ", contract.Key);
        string isGiven = string.Join(" and ", contract.Key.Select(column => $"{column} is not null"));
        Mark(table, "quarantined", SqlText.Literal($"duplicate: another line of this load has the same {key}"), $"__seg_source, {key}", isGiven, cancellationToken);
        string same = string.Join(" and ", contract.Key.Select(column => $"loaded.{column} = stage.{column}"));
        engine.Execute(
            $"""
            update {TablePlan.StageName(table)} as stage
            set __seg_fate = 'quarantined', __seg_reason = {SqlText.Literal($"duplicate: a line that is loaded already has the same {key}")}
            where __seg_fate = 'accepted' and {isGiven}
                and exists (select 1 from raw.{table} as loaded where loaded.source_system = stage.__seg_source and {same})
            """,
            $"duplicates of {table}", null, cancellationToken);
    }

    private void Mark(string table, string fate, string reason, string key, string where, CancellationToken cancellationToken) =>
        engine.Execute(
            $"""
            update {TablePlan.StageName(table)} as stage
            set __seg_fate = '{fate}', __seg_reason = {reason}
            from (
                select rowid as twin_row, row_number() over (partition by {key} order by __seg_file, __seg_row) as place
                from {TablePlan.StageName(table)}
                where __seg_fate = 'accepted' and {where}
            ) as twins
            where twins.twin_row = stage.rowid and twins.place > 1
            """,
            $"equal rows of {table}", null, cancellationToken);

    private IReadOnlyList<LoadTotal> Totals(string table, CancellationToken cancellationToken)
    {
        ContractTable contract = SourceContract.Find(table)!;
        string amount = contract.AmountColumn is { } column ? $"coalesce(sum({column}), 0)" : "0";
        string currency = contract.AmountColumn is null ? "''" : "coalesce(currency, '')";
        IReadOnlyList<LoadTotal> fates = engine.Query(
            $"""
            select files.source, source_file, __seg_fate, {currency} as currency, count(*), cast({amount} as decimal(28,4))
            from {TablePlan.StageName(table)}
            inner join stage.files on files.file_number = __seg_file
            group by all
            order by all
            """,
            $"totals of {table}",
            row => new LoadTotal(
                run.RunId, row.GetString(0), row.GetString(1), table, Enum.Parse<LoadFate>(row.GetString(2), ignoreCase: true), row.GetString(3),
                row.GetInt64(4), row.GetDecimal(5)),
            null, cancellationToken);
        IReadOnlyList<LoadTotal> all = engine.Query(
            $"""
            select files.source, source_file, {currency} as currency, count(*), cast({amount} as decimal(28,4))
            from {TablePlan.StageName(table)}
            inner join stage.files on files.file_number = __seg_file
            group by all
            order by all
            """,
            $"totals of {table}",
            row => new LoadTotal(
                run.RunId, row.GetString(0), row.GetString(1), table, LoadFate.Read, row.GetString(2), row.GetInt64(3), row.GetDecimal(4)),
            null, cancellationToken);
        return [.. all, .. fates];
    }

    /// <summary>An invariant that is always on: what was read is what was accepted, quarantined, excluded or collapsed.</summary>
    private static void RefuseUntiedTotals(IReadOnlyList<LoadTotal> totals)
    {
        foreach (IGrouping<(string, string, string, string), LoadTotal> group in totals.GroupBy(total => (total.Source, total.SourceFile, total.Table, total.Currency)))
        {
            long rows = group.Sum(total => total.Fate == LoadFate.Read ? total.RowCount : -total.RowCount);
            decimal amount = group.Sum(total => total.Fate == LoadFate.Read ? total.Amount : -total.Amount);
            if (rows != 0 || amount != 0)
            {
                throw new InvalidOperationException($"Totals of {group.Key.Item2} for {group.Key.Item3} do not tie: {rows} rows, {amount} amount.");
            }
        }
    }

    private void RefuseTooManyBadRows(IReadOnlyList<LoadTotal> totals)
    {
        if (run.Config.Thresholds.QuarantineShare is not { } limit)
        {
            return;
        }

        foreach (IGrouping<string, LoadTotal> table in totals.GroupBy(total => total.Table))
        {
            long rows = table.Where(total => total.Fate == LoadFate.Read).Sum(total => total.RowCount);
            long bad = table.Where(total => total.Fate == LoadFate.Quarantined).Sum(total => total.RowCount);
            if (bad > limit * rows)
            {
                string reasons = string.Join("; ", CountQuarantine(CancellationToken.None).Where(count => count.Table == table.Key).Take(5)
                    .Select(count => $"{count.RowCount:N0} x {count.Reason}"));
                throw new RunRefusedException(
                    $"{bad:N0} of {rows:N0} rows of {table.Key} break the contract ({(double)bad / rows:P1}); thresholds.quarantine_share allows {limit:P1}. Reasons: {reasons}. Nothing of this load was recorded; the published tables are unchanged. Have the files corrected, adapt the mapping, or raise the threshold.");
            }
        }
    }

    private IReadOnlyList<QuarantineCount> CountQuarantine(CancellationToken cancellationToken) =>
        [.. tables.SelectMany(table => engine.Query(
            $"select __seg_reason, count(*) from {TablePlan.StageName(table)} where __seg_fate = 'quarantined' group by 1 order by 2 desc, 1",
            $"reasons of {table}", row => new QuarantineCount(table, row.GetString(0), row.GetInt64(1)), null, cancellationToken))
            .OrderByDescending(count => count.RowCount).ThenBy(count => count.Reason, StringComparer.Ordinal)];

    private IReadOnlyList<IngestedFile> Files(CancellationToken cancellationToken)
    {
        var dates = new Dictionary<int, (DateOnly First, DateOnly Last)>();
        foreach (string table in tables)
        {
            if (SourceContract.Find(table)!.Find("ordered_at") is null && SourceContract.Find(table)!.Find("posting_date") is null)
            {
                continue;
            }

            string column = SourceContract.Find(table)!.Find("ordered_at") is null ? "posting_date" : "ordered_at";
            foreach ((int file, DateOnly first, DateOnly last) in engine.Query(
                $"select __seg_file, cast(min({column}) as date), cast(max({column}) as date) from {TablePlan.StageName(table)} where __seg_fate = 'accepted' group by 1",
                $"dates of {table}", row => (row.GetInt32(0), row.GetFieldValue<DateOnly>(1), row.GetFieldValue<DateOnly>(2)), null, cancellationToken))
            {
                dates[file] = (first, last);
            }
        }

        return [.. read.Select((delivery, number) => new IngestedFile(
            delivery.Source, delivery.File.Path, delivery.Hash, delivery.SizeBytes, run.RunId, true,
            dates.TryGetValue(number, out (DateOnly First, DateOnly Last) span) ? span.First : null,
            dates.TryGetValue(number, out span) ? span.Last : null))];
    }

    /// <summary>Says which files bring days that earlier loads had passed already.</summary>
    private void NoteLateDays(IReadOnlyList<IngestedFile> files)
    {
        Dictionary<string, DateOnly> reached = ledger.Files().Where(file => file.IsLive && file.LastDate is not null)
            .GroupBy(file => file.Source).ToDictionary(group => group.Key, group => group.Max(file => file.LastDate!.Value));
        foreach (IngestedFile file in files.Where(file => file.FirstDate is not null && reached.TryGetValue(file.Source, out DateOnly last) && file.FirstDate < last))
        {
            run.Log.Note(
                $"{file.Path} brings late days from {file.FirstDate:yyyy-MM-dd}; source {file.Source} had reached {reached[file.Source]:yyyy-MM-dd}. Nights before stay as posted; 'segbatch backfill' restates them");
        }
    }

    private IEnumerable<RawPart> WriteParts(string table, IReadOnlyList<LoadTotal> totals, CancellationToken cancellationToken)
    {
        ContractTable contract = SourceContract.Find(table)!;
        string amount = contract.AmountColumn is { } column ? $"cast({column} as decimal(18,4))" : "cast(null as decimal(18,4))";
        string currency = contract.AmountColumn is null ? "cast(null as varchar)" : "currency";
        string origin = $"__seg_source as source_system, {SqlText.Literal(run.StartedAt)} as loaded_at, {SqlText.Literal(run.RunId)} as load_id, source_file, __seg_row as source_row";
        string from = $"from {TablePlan.StageName(table)} inner join stage.files on files.file_number = __seg_file";
        (bool IsQuarantine, LoadFate Fate, string Columns)[] kinds =
        [
            (false, LoadFate.Accepted, $"{string.Join(", ", contract.Columns.Select(item => item.Name))}, {origin}"),
            (true, LoadFate.Quarantined, $"{origin}, __seg_reason as reason, __seg_raw as raw_text, {amount} as amount, {currency} as currency"),
        ];
        foreach ((bool isQuarantine, LoadFate fate, string columns) in kinds)
        {
            LoadTotal[] part = [.. totals.Where(total => total.Table == table && total.Fate == fate)];
            if (part.Length > 0)
            {
                yield return RawStore.Write(
                    engine, run.Folders, table, isQuarantine, run.RunId,
                    $"select {columns} {from} where __seg_fate = '{fate.ToString().ToLowerInvariant()}'", part, cancellationToken);
            }
        }
    }
}
