using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Build;

/// <summary>Puts what the transforms need of the configuration, the ledger and the run into tables.</summary>
/// <remarks>Reads nothing. Writes config.run, config.exchange_rates, config.metrics and config.load_totals.</remarks>
public sealed class WriteConfigTablesJob : IBatchJob
{
    public string Name => "write_config_tables";

    public IReadOnlyList<string> Reads => [];

    public IReadOnlyList<string> Writes =>
        ["config.run", "config.exchange_rates", "config.metrics", "config.load_totals", "config.carried_schemes"];

    public JobResult Run(JobContext context, CancellationToken cancellationToken)
    {
        DuckDbEngine engine = context.Engine;
        SegmentationConfig config = context.Run.Config;
        engine.Execute(
            """
            create schema if not exists config;
            create or replace table config.run (run_id string, snapshot_date date, started_at timestamp, company string, currency string);
            create or replace table config.exchange_rates (currency string, rate decimal(18,6));
            create or replace table config.metrics (metric string, definition string, description string, owner string);
            create or replace table config.load_totals (
                load_id string, source_system string, source_file string, table_name string, fate string,
                currency string, row_count bigint, amount decimal(28,4)
            );
            create or replace table config.carried_schemes (scheme string)
            """,
            Name, null, cancellationToken);

        engine.Append("config.run", [context.Run], (row, run) => row
            .AppendValue(run.RunId).AppendValue(run.SnapshotDate).AppendValue(run.StartedAt.UtcDateTime)
            .AppendValue(config.Company).AppendValue(config.Currency));
        engine.Append("config.exchange_rates", Rates(config), (row, rate) => row
            .AppendValue(rate.Key).AppendValue(rate.Value));
        engine.Append("config.metrics", config.Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal), (row, metric) => row
            .AppendValue(metric.Key).AppendValue(metric.Value.Sql).AppendValue(metric.Value.Description).AppendValue(metric.Value.Owner));
        engine.Append("config.carried_schemes", config.Schemes.Keys.Except(context.Schemes), (row, scheme) => row.AppendValue(scheme));
        long totals = engine.Append("config.load_totals", context.Ledger.LiveTotals(), (row, total) => row
            .AppendValue(total.LoadId).AppendValue(total.Source).AppendValue(total.SourceFile).AppendValue(total.Table)
            .AppendValue(total.Fate.Word()).AppendValue(total.Currency).AppendValue(total.RowCount).AppendValue(total.Amount));
        return new JobResult(totals, $"{config.Metrics.Count} metrics, {totals:N0} load totals");
    }

    private static IEnumerable<KeyValuePair<string, decimal>> Rates(SegmentationConfig config) =>
        config.ExchangeRates.Where(rate => rate.Key != config.Currency)
            .Append(new KeyValuePair<string, decimal>(config.Currency, 1m));
}
