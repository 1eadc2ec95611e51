using Segmentation.Jobs.Monitor;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Publish;

/// <summary>A copy of the ledger for BI: runs, steps and audit results, as they stood when the night was published.</summary>
internal static class LedgerTables
{
    /// <summary>How many runs are copied; older ones stay in the ledger.</summary>
    private const int MostRuns = 1000;

    public static IReadOnlyList<string> Names =>
        ["ops.ops_runs", "ops.ops_steps", "ops.ops_audit_results", "ops.ops_source_watermarks", .. MonitorTables.Names];

    public static void Write(DuckDbEngine engine, JobContext context)
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
                row_count bigint, wall_ms bigint, cpu_ms bigint, summary string
            );
            create table ops.ops_audit_results (
                run_id string, audit string, table_name string, snapshot_date date, description string, is_blocking boolean,
                measured_value decimal(28,6), threshold decimal(28,6), status string
            );
            create table ops.ops_source_watermarks (
                source_system string, source_file string, content_hash string, size_bytes bigint, load_id string, is_live boolean,
                first_date date, last_date date
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
            .AppendValue(step.RowCount).AppendValue(step.WallMs).AppendValue(step.CpuMs).AppendValue(step.Summary));
        engine.Append("ops.ops_audit_results", context.Ledger.AuditResults(MostRuns), (row, audited) => row
            .AppendValue(audited.RunId).AppendValue(audited.Result.Audit).AppendValue(audited.Result.Table)
            .AppendValue(audited.SnapshotDate).AppendValue(audited.Result.Description).AppendValue(audited.Result.IsBlocking)
            .AppendValue(audited.Result.MeasuredValue).AppendValue(audited.Result.Threshold).AppendValue(audited.Result.Status));
        engine.Append("ops.ops_source_watermarks", context.Ledger.Files(), (row, file) => row
            .AppendValue(file.Source).AppendValue(file.Path).AppendValue(file.ContentHash).AppendValue(file.SizeBytes)
            .AppendValue(file.LoadId).AppendValue(file.IsLive).AppendValue(file.FirstDate).AppendValue(file.LastDate));
        MonitorTables.Write(engine, context);
    }
}
