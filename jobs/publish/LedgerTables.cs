using Segmentation.Jobs.Erp;
using Segmentation.Jobs.Monitor;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Publish;

/// <summary>A copy of the ledger for BI: runs, steps, audit results, publications and promotions, as they stood when the night was built.</summary>
internal static class LedgerTables
{
    /// <summary>How many runs are copied; older ones stay in the ledger.</summary>
    private const int MostRuns = 1000;

    public static IReadOnlyList<string> Names =>
    [
        "ops.ops_runs", "ops.ops_steps", "ops.ops_audit_results", "ops.ops_source_watermarks",
        "ops.ops_publication", "ops.ops_publications", "ops.ops_promotions", "ops.ops_change_log_head", ErpTables.Deliveries,
        .. MonitorTables.Names,
    ];

    public static void Write(DuckDbEngine engine, JobContext context, Publication publication)
    {
        WriteRuns(engine, context);
        WriteGate(engine, context, publication);
        ErpTables.WriteDeliveries(engine, context.Ledger);
    }

    /// <summary>What the reader is reading, and what was live before it. Its own promotion comes after it is built: the ledger and
    /// 'segbatch status' know that one.</summary>
    private static void WriteGate(DuckDbEngine engine, JobContext context, Publication publication)
    {
        engine.Execute(
            """
            create table ops.ops_publication (
                run_id string, snapshot_date date, built_at timestamp, content_hash string, customer_count bigint, based_on_run_id string,
                config_hash string
            );
            create table ops.ops_publications (
                run_id string, snapshot_date date, built_at timestamp, content_hash string, customer_count bigint, based_on_run_id string,
                held_reason string, dropped_at timestamp
            );
            create table ops.ops_promotions (
                promotion_number bigint, run_id string, replaced_run_id string, kind string, actor string, reason string,
                intended_at timestamp, status string, done_at timestamp
            );
            create table ops.ops_change_log_head (number bigint, hash string)
            """,
            "copy of the ledger");
        string? config = context.Ledger.Runs(MostRuns).FirstOrDefault(run => run.RunId == publication.RunId)?.ConfigHash;
        engine.Append("ops.ops_publication", [publication], (row, built) => row
            .AppendValue(built.RunId).AppendValue(built.SnapshotDate).AppendValue(built.BuiltAt.UtcDateTime).AppendValue(built.ContentHash)
            .AppendValue(built.CustomerCount).AppendValue(built.BasedOnRunId).AppendValue(config));
        engine.Append("ops.ops_publications", context.Ledger.Publications(MostRuns), (row, built) => row
            .AppendValue(built.RunId).AppendValue(built.SnapshotDate).AppendValue(built.BuiltAt.UtcDateTime).AppendValue(built.ContentHash)
            .AppendValue(built.CustomerCount).AppendValue(built.BasedOnRunId).AppendValue(built.HeldReason)
            .AppendValue(built.DroppedAt?.UtcDateTime));
        engine.Append("ops.ops_promotions", context.Ledger.Promotions(MostRuns), (row, promotion) => row
            .AppendValue(promotion.Number).AppendValue(promotion.RunId).AppendValue(promotion.ReplacedRunId)
            .AppendValue(promotion.Kind.ToString().ToLowerInvariant()).AppendValue(promotion.Actor).AppendValue(promotion.Reason)
            .AppendValue(promotion.IntendedAt.UtcDateTime).AppendValue(promotion.Status.ToString().ToLowerInvariant())
            .AppendValue(promotion.DoneAt?.UtcDateTime));
        // A copy of where the chain ended: a log whose tail was cut off afterwards is shorter than readers have seen it.
        engine.Append("ops.ops_change_log_head", context.Ledger.Changes().TakeLast(1), (row, change) => row
            .AppendValue(change.Number).AppendValue(change.Hash));
    }

    private static void WriteRuns(DuckDbEngine engine, JobContext context)
    {
        engine.Execute(
            """
            create schema ops;
            create table ops.ops_runs (
                run_id string, command string, snapshot_date date, started_at timestamp, finished_at timestamp, status string,
                program_version string, engine_version string, thread_count integer, config_hash string, transforms_hash string,
                input_hash string, published_hash string
            );
            create table ops.ops_steps (
                run_id string, position integer, step string, started_at timestamp, finished_at timestamp, status string,
                row_count bigint, wall_ms bigint, cpu_ms bigint, peak_bytes bigint, read_bytes bigint, written_bytes bigint,
                summary string
            );
            create table ops.ops_audit_results (
                run_id string, audit string, table_name string, snapshot_date date, description string, is_blocking boolean,
                measured_value decimal(28,6), threshold decimal(28,6), status string
            );
            create table ops.ops_source_watermarks (
                source_system string, source_file string, content_hash string, size_bytes bigint, load_id string, is_live boolean,
                first_date date, last_date date, watermark string, read_row_count bigint, read_at timestamp, full_read_at timestamp
            )
            """,
            "copy of the ledger");

        engine.Append("ops.ops_runs", context.Ledger.Runs(MostRuns), (row, run) => row
            .AppendValue(run.RunId).AppendValue(run.Command).AppendValue(run.SnapshotDate).AppendValue(run.StartedAt.UtcDateTime)
            .AppendValue(run.FinishedAt?.UtcDateTime)
            // The run that writes this is about to be published; readers see it only if it is.
            .AppendValue(run.RunId == context.Run.RunId ? "published" : run.Status.ToString().ToLowerInvariant())
            .AppendValue(run.ProgramVersion).AppendValue(run.EngineVersion).AppendValue(run.ThreadCount).AppendValue(run.ConfigHash)
            .AppendValue(run.TransformsHash).AppendValue(run.InputHash).AppendValue(run.PublishedHash));
        engine.Append("ops.ops_steps", context.Ledger.Steps(MostRuns), (row, step) => row
            .AppendValue(step.RunId).AppendValue(step.Position).AppendValue(step.Step).AppendValue(step.StartedAt.UtcDateTime)
            .AppendValue(step.FinishedAt?.UtcDateTime).AppendValue(step.Status.ToString().ToLowerInvariant())
            .AppendValue(step.RowCount).AppendValue(step.Cost?.WallMs).AppendValue(step.Cost?.CpuMs).AppendValue(step.Cost?.PeakBytes)
            .AppendValue(step.Cost?.ReadBytes).AppendValue(step.Cost?.WrittenBytes).AppendValue(step.Summary));
        engine.Append("ops.ops_audit_results", context.Ledger.AuditResults(MostRuns), (row, audited) => row
            .AppendValue(audited.RunId).AppendValue(audited.Result.Audit).AppendValue(audited.Result.Table)
            .AppendValue(audited.SnapshotDate).AppendValue(audited.Result.Description).AppendValue(audited.Result.IsBlocking)
            .AppendValue(audited.Result.MeasuredValue).AppendValue(audited.Result.Threshold).AppendValue(audited.Result.Status));
        Dictionary<string, SourceWatermark> marks = context.Ledger.Watermarks().ToDictionary(mark => mark.Source, StringComparer.Ordinal);
        engine.Append("ops.ops_source_watermarks", context.Ledger.Files(), (row, file) =>
        {
            // Of a database every live file is a part, read as far as the others.
            SourceWatermark? mark = file.IsLive ? marks.GetValueOrDefault(file.Source) : null;
            row.AppendValue(file.Source).AppendValue(file.Path).AppendValue(file.ContentHash).AppendValue(file.SizeBytes)
                .AppendValue(file.LoadId).AppendValue(file.IsLive).AppendValue(file.FirstDate).AppendValue(file.LastDate)
                .AppendValue(mark?.Mark).AppendValue(mark?.RowCount).AppendValue(mark?.ReadAt.UtcDateTime).AppendValue(mark?.FullReadAt.UtcDateTime);
        });
        MonitorTables.Write(engine, context);
    }
}
