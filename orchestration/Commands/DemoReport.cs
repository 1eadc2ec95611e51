using System.Globalization;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs.Demo;
using Segmentation.Jobs.Run;
using Segmentation.Models.Matching;
using Segmentation.Models.Validation;
using Segmentation.Sql.Engine;
using Spectre.Console;

namespace Segmentation.Batch.Commands;

/// <summary>What was published, beside what was planted: truth/ is read, never the program's own idea of it.</summary>
internal sealed record DemoReport
{
    /// <summary>Adjusted Rand index of scheme behaviour against the planted groups, over the customers it scores: 1 is perfect, 0 is chance.</summary>
    public required double AdjustedRandIndex { get; init; }

    public required long ScoredCustomers { get; init; }

    public required long PlantedDefects { get; init; }

    /// <summary>Planted defects whose row is in quarantine, at its place in its file.</summary>
    public required long FoundDefects { get; init; }

    public required long QuarantinedRows { get; init; }

    /// <summary>Net amount of all known order lines: planted, and published (tagged and unassigned together).</summary>
    public required decimal PlantedAmount { get; init; }

    public required decimal PublishedAmount { get; init; }

    /// <summary>Breaks planted in the ledger, found with class and amount, and found in all.</summary>
    public required long PlantedBreaks { get; init; }

    public required long FoundBreaks { get; init; }

    public required long OpenBreaks { get; init; }

    /// <summary>Cost pools of closed months: planted, and published with the same total under every scheme and basis.</summary>
    public required long PlantedCosts { get; init; }

    public required long FoundCosts { get; init; }

    public static DemoReport Compare(DemoSummary company, ProjectFolders folders, CancellationToken cancellationToken)
    {
        using DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions());
        engine.Execute($"attach {SqlText.Literal(folders.ServingFile)} as live (read_only)", "published tables", null, cancellationToken);
        (int Group, int Segment)[] labels = [.. engine.Query(
            $"""
            with people as (
                select "group" as planted_group, unnest(string_split(concat_ws('|', nullif(crm_ids, ''), nullif(shop_ids, '')), '|')) as source_record_id
                from read_csv({Truth(company, "customers.csv")}, all_varchar = true)
            )
            select distinct
                customer_segments.customer_id,
                cast(dense_rank() over (order by people.planted_group) as int),
                cast(dense_rank() over (order by customer_segments.segment_code) as int)
            from people
            inner join live.identity.customer_xref using (source_record_id)
            inner join live.publish.customer_segments using (customer_id)
            where customer_segments.scheme = 'behaviour' and customer_segments.state = 'scored'
            order by 1
            """,
            "planted groups", row => (row.GetInt32(1), row.GetInt32(2)), null, cancellationToken)];
        string quarantined = $"read_parquet({SqlText.Literal(Path.Combine(folders.Quarantine, "*", "*.parquet"))}, union_by_name = true)";
        string breaks = $"read_csv({Truth(company, "breaks.csv")}, all_varchar = true)";
        string costs = $"read_csv({Truth(company, "costs.csv")}, all_varchar = true)";
        string defects = $"read_csv({Truth(company, "defects.csv")}, all_varchar = true)";
        return new DemoReport
        {
            AdjustedRandIndex = labels.Length == 0 ? 0 : LabelAgreement.AdjustedRand(
                ContingencyTable.Count([.. labels.Select(label => label.Group)], [.. labels.Select(label => label.Segment)])),
            ScoredCustomers = labels.Length,
            PlantedDefects = company.Defects,
            QuarantinedRows = Count(engine, $"select count(*) from {quarantined}", cancellationToken),
            FoundDefects = Count(
                engine,
                $"""
                select count(*) from {defects} as defects
                inner join {quarantined} as bad
                    on bad.source_file = defects.file and bad.source_row = cast(defects.record_number as bigint)
                where contains(lower(bad.reason), lower(defects.reason_keyword))
                """,
                cancellationToken),
            PlantedAmount = Amount(
                engine,
                $"select amount from read_csv({Truth(company, "totals.csv")}, all_varchar = true) where snapshot_date = {SqlText.Literal(Last(company))}",
                cancellationToken),
            PublishedAmount = Amount(
                engine,
                $"select sum(reporting_amount) from live.publish.finance_segment_revenue where scheme = 'behaviour' and snapshot_date = {SqlText.Literal(Last(company))}",
                cancellationToken),
            PlantedBreaks = Count(engine, $"select count(*) from {breaks}", cancellationToken),
            FoundBreaks = Count(
                engine,
                $"""
                select count(*) from {breaks} as planted
                inner join live.publish.finance_breaks as found
                    on found.document_id = planted.document and found.break_class = planted.break_class and found.currency = planted.currency
                    and found.amount = cast(planted.amount as decimal(28,4)) and found.is_open
                """,
                cancellationToken),
            OpenBreaks = Count(engine, "select count(*) from live.publish.finance_breaks where is_open", cancellationToken),
            PlantedCosts = Count(engine, $"select count(*) from {costs}", cancellationToken),
            FoundCosts = Count(
                engine,
                $"""
                with told as (
                    select scheme, basis, period, pool, sum(amount) as amount, sum(case when not is_allocated then amount else 0 end) as booked
                    from live.publish.finance_segment_profit where pool <> '' group by all
                )
                select count(*) from {costs} as planted
                where not exists (
                    from told where told.period = planted.period and told.pool = planted.pool
                        and (told.amount <> cast(planted.total_amount as decimal(28,4)) or told.booked <> cast(planted.booked_amount as decimal(28,4))))
                    and exists (from told where told.period = planted.period and told.pool = planted.pool)
                """,
                cancellationToken),
        };
    }

    public void Print(Terminal terminal, ProjectSession session, bool isJson, CancellationToken cancellationToken)
    {
        if (isJson)
        {
            ResultPrinter.PrintJson(terminal, this);
            return;
        }

        using PublishedTables tables = PublishedTables.Open(session.Folders);
        terminal.Result.MarkupLine("\n[bold]Behaviour segments, found by k-means[/]");
        ResultPrinter.PrintTable(terminal, tables.Query(
            "select segment_code, segment_label, customer_count, net_spend_amount, average_order_amount from bi_segment_overview_v1 where scheme = 'behaviour'", cancellationToken));
        terminal.Result.MarkupLine("\n[bold]Who moved in the value scheme since the last snapshot, largest first[/]");
        ResultPrinter.PrintTable(terminal, tables.Query(
            "select from_segment_code, to_segment_code, customer_count, net_spend_amount from bi_segment_movers_v1 where scheme = 'value' order by customer_count desc, 1, 2 limit 8", cancellationToken));
        terminal.Result.MarkupLine("\n[bold]What was planted, and what came out[/]");
        terminal.Result.MarkupLineInterpolated($"  groups      adjusted Rand index {AdjustedRandIndex:0.000} over {ScoredCustomers:N0} scored customers (1 is perfect, 0 is chance)");
        terminal.Result.MarkupLineInterpolated($"  defects     {FoundDefects:N0} of {PlantedDefects:N0} planted rows are in quarantine with their reason; {QuarantinedRows:N0} rows are there in all");
        terminal.Result.MarkupLineInterpolated($"  money       {PlantedAmount:N4} planted, {PublishedAmount:N4} published {(PlantedAmount == PublishedAmount ? "- equal to the last digit" : "- THEY DIFFER")}");
        terminal.Result.MarkupLineInterpolated($"  ledger      {FoundBreaks:N0} of {PlantedBreaks:N0} planted breaks are found with class and amount; {OpenBreaks:N0} are open in all");
        terminal.Result.MarkupLineInterpolated($"  costs       {FoundCosts:N0} of {PlantedCosts:N0} cost pools of a month come to the ledger under every scheme, to the cent");
        string project = Path.GetRelativePath(Directory.GetCurrentDirectory(), session.Folders.Project);
        terminal.Result.MarkupLineInterpolated(
            $"""

            Look further:
              segbatch status -c {project}
              segbatch query -c {project} "select * from bi_segment_overview_v1"
              segbatch reconcile -c {project} --period {Last(session)[..4]}-01
              segbatch plan -c {project} --snapshot-date {Last(session)}
            The company is described in {Path.Combine(project, "truth", "README.md")}; its tables are in {Path.Combine(project, "warehouse", "segments.duckdb")}.
            """);
    }

    private static string Truth(DemoSummary company, string file) => SqlText.Literal(Path.Combine(company.Folder, "truth", file));

    private static string Last(DemoSummary company) => company.SnapshotDates[^1].ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Last(ProjectSession session) =>
        session.Live!.SnapshotDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static long Count(DuckDbEngine engine, string sql, CancellationToken cancellationToken) =>
        engine.Scalar<long>(sql, "comparing with truth", null, cancellationToken);

    private static decimal Amount(DuckDbEngine engine, string sql, CancellationToken cancellationToken) =>
        engine.Query($"select cast(({sql}) as decimal(28,4))", "comparing with truth", row => row.IsDBNull(0) ? 0 : row.GetDecimal(0), null, cancellationToken)[0];
}
