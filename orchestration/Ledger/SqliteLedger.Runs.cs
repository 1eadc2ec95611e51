using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Ledger;

/// <content>What was run, audited, fitted and published.</content>
public sealed partial class SqliteLedger
{
    private const string NewestRuns = "select run_id from runs order by started_at desc, run_id desc limit @most";

    public void StartRun(RunRow run) => SaveRun(run);

    public void FinishRun(RunRow run) => SaveRun(run);

    public void SaveStep(StepRow step) => InTransaction((connection, transaction) =>
        connection.Execute(
            """
            insert or replace into steps values
                (@RunId, @Position, @Step, @StartedAt, @FinishedAt, @Status, @RowCount, @WallMs, @CpuMs, @Summary)
            """,
            new
            {
                step.RunId,
                step.Position,
                step.Step,
                StartedAt = Text(step.StartedAt),
                FinishedAt = Text(step.FinishedAt),
                Status = Text(step.Status),
                step.RowCount,
                step.WallMs,
                step.CpuMs,
                step.Summary,
            }, transaction), $"save step {step.Step} {Text(step.Status)}");

    public void SaveAuditResults(string runId, DateOnly snapshotDate, IReadOnlyList<AuditResult> results) =>
        InTransaction((connection, transaction) =>
            connection.Execute(
                """
                insert or replace into audit_results values
                    (@runId, @Audit, @Table, @SnapshotDate, @Description, @IsBlocking, @MeasuredValue, @Threshold, @Status)
                """,
                results.Select(result => new
                {
                    runId,
                    result.Audit,
                    result.Table,
                    SnapshotDate = Text(snapshotDate),
                    result.Description,
                    IsBlocking = result.IsBlocking ? 1 : 0,
                    MeasuredValue = result.MeasuredValue.ToString(CultureInfo.InvariantCulture),
                    Threshold = result.Threshold.ToString(CultureInfo.InvariantCulture),
                    result.Status,
                }), transaction));

    public void SaveModel(FittedModel model, string runId, DateTimeOffset fittedAt) => InTransaction((connection, transaction) =>
        connection.Execute(
            """
            insert or replace into models values
                (@ModelVersion, @Scheme, @Kind, @SnapshotDate, @DefinitionHash, @Body, @runId, @FittedAt, @Evidence, @IsRefused)
            """,
            new
            {
                model.ModelVersion,
                model.Scheme,
                model.Kind,
                SnapshotDate = Text(model.SnapshotDate),
                model.DefinitionHash,
                model.Body,
                runId,
                FittedAt = Text(fittedAt),
                model.Evidence,
                IsRefused = model.IsRefused ? 1 : 0,
            }, transaction));

    public FittedModel? FindModel(string scheme, string definitionHash, DateOnly snapshotDate) =>
        Read(
            """
            select * from models
            where scheme = @scheme and definition_hash = @definitionHash and snapshot_date <= @day and is_refused = 0
            order by snapshot_date desc, fitted_at desc, model_version
            limit 1
            """,
            new { scheme, definitionHash, day = Text(snapshotDate) },
            Model)
        .FirstOrDefault();

    public FittedModel? FindModel(string modelVersion) =>
        Read("select * from models where model_version = @modelVersion", new { modelVersion }, Model).FirstOrDefault();

    public void SavePublication(Publication publication, IReadOnlyList<PublishedScheme> schemes) => InTransaction((connection, transaction) =>
    {
        connection.Execute(
            """
            insert or replace into publications
                (run_id, snapshot_date, built_at, content_hash, customer_count, based_on_run_id, size_bytes, dropped_at, held_reason)
            values (@RunId, @SnapshotDate, @BuiltAt, @ContentHash, @CustomerCount, @BasedOnRunId, @SizeBytes, @DroppedAt, @HeldReason)
            """,
            new
            {
                publication.RunId,
                SnapshotDate = Text(publication.SnapshotDate),
                BuiltAt = Text(publication.BuiltAt),
                publication.ContentHash,
                publication.CustomerCount,
                publication.BasedOnRunId,
                publication.SizeBytes,
                DroppedAt = Text(publication.DroppedAt),
                publication.HeldReason,
            }, transaction);
        connection.Execute(
            "insert or replace into publication_schemes values (@RunId, @Scheme, @DefinitionHash, @ModelVersion)",
            schemes.Select(scheme => new { publication.RunId, scheme.Scheme, scheme.DefinitionHash, scheme.ModelVersion }), transaction);
    });

    public void DropPublication(string runId, DateTimeOffset at) => InTransaction((connection, transaction) =>
        connection.Execute(
            "update publications set dropped_at = @at where run_id = @runId and dropped_at is null",
            new { runId, at = Text(at) }, transaction));

    public IReadOnlyList<RunRow> Runs(int most) =>
        Read("select * from runs order by started_at desc, run_id desc limit @most", new { most }, row => new RunRow
        {
            RunId = row.run_id,
            Command = row.command,
            SnapshotDate = DayOrNull(row.snapshot_date),
            StartedAt = Instant(row.started_at),
            FinishedAt = InstantOrNull(row.finished_at),
            Status = Enum.Parse<RunStatus>((string)row.status, ignoreCase: true),
            ProgramVersion = row.program_version,
            EngineVersion = row.engine_version,
            ThreadCount = (int)row.thread_count,
            ConfigHash = row.config_hash,
            TransformsHash = row.transforms_hash,
            InputHash = row.input_hash,
            PublishedHash = row.published_hash,
            Message = row.message,
            Request = row.request,
            BasedOnRunId = row.based_on_run_id,
        });

    public IReadOnlyList<StepRow> Steps(int mostRuns) =>
        Read(
            $"select * from steps where run_id in ({NewestRuns}) order by run_id, position",
            new { most = mostRuns },
            row => new StepRow(
                row.run_id, (int)row.position, row.step, Instant(row.started_at), InstantOrNull(row.finished_at),
                Enum.Parse<RunStatus>((string)row.status, ignoreCase: true),
                (long?)row.row_count, (long?)row.wall_ms, (long?)row.cpu_ms, (string?)row.summary));

    public IReadOnlyList<RunAudit> AuditResults(int mostRuns) =>
        Read(
            $"select * from audit_results where run_id in ({NewestRuns}) order by run_id, table_name, audit",
            new { most = mostRuns },
            row => new RunAudit(
                row.run_id,
                Day(row.snapshot_date),
                new AuditResult(
                    row.audit, row.table_name, row.description, row.is_blocking == 1,
                    decimal.Parse((string)row.measured_value, CultureInfo.InvariantCulture),
                    decimal.Parse((string)row.threshold, CultureInfo.InvariantCulture))));

    public IReadOnlyList<Publication> Publications(int most) =>
        Read("select * from publications order by built_at desc, run_id desc limit @most", new { most }, row => new Publication(
            row.run_id, Day(row.snapshot_date), Instant(row.built_at), row.content_hash, (long)row.customer_count,
            (string?)row.based_on_run_id, (long)row.size_bytes, InstantOrNull(row.dropped_at), (string?)row.held_reason));

    private static FittedModel Model(dynamic row) => new(
        row.model_version, row.scheme, row.kind, Day(row.snapshot_date), row.definition_hash, row.body, (string?)row.evidence ?? "",
        row.is_refused == 1);

    private void SaveRun(RunRow run) => InTransaction((connection, transaction) => SaveRun(run, connection, transaction), $"save run {Text(run.Status)}");

    private static void SaveRun(RunRow run, SqliteConnection connection, SqliteTransaction transaction) =>
        connection.Execute(
            """
            insert or replace into runs values
                (@RunId, @Command, @SnapshotDate, @StartedAt, @FinishedAt, @Status, @ProgramVersion, @EngineVersion,
                 @ThreadCount, @ConfigHash, @TransformsHash, @InputHash, @PublishedHash, @Message, @Request, @BasedOnRunId)
            """,
            new
            {
                run.RunId,
                run.Command,
                SnapshotDate = Text(run.SnapshotDate),
                StartedAt = Text(run.StartedAt),
                FinishedAt = Text(run.FinishedAt),
                Status = Text(run.Status),
                run.ProgramVersion,
                run.EngineVersion,
                run.ThreadCount,
                run.ConfigHash,
                run.TransformsHash,
                run.InputHash,
                run.PublishedHash,
                run.Message,
                run.Request,
                run.BasedOnRunId,
            }, transaction);
}
