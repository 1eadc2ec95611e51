using System.Data.Common;
using System.Globalization;
using Dapper;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Ledger;

/// <content>What was run, audited, fitted and published.</content>
public sealed partial class SqlLedger
{
    private const string NewestRuns = "select run_id from runs order by started_at desc, run_id desc limit @most";

    public void StartRun(RunRow run) => SaveRun(run);

    public void FinishRun(RunRow run) => SaveRun(run);

    public void SaveStep(StepRow step) => InTransaction((connection, transaction) =>
        connection.Execute(
            """
            insert into steps (run_id, position, step, started_at, finished_at, status, row_count, wall_ms, cpu_ms,
                peak_bytes, read_bytes, written_bytes, summary)
            values (@RunId, @Position, @Step, @StartedAt, @FinishedAt, @Status, @RowCount, @WallMs, @CpuMs,
                @PeakBytes, @ReadBytes, @WrittenBytes, @Summary)
            on conflict (run_id, position) do update set
                step = excluded.step,
                started_at = excluded.started_at,
                finished_at = excluded.finished_at,
                status = excluded.status,
                row_count = excluded.row_count,
                wall_ms = excluded.wall_ms,
                cpu_ms = excluded.cpu_ms,
                peak_bytes = excluded.peak_bytes,
                read_bytes = excluded.read_bytes,
                written_bytes = excluded.written_bytes,
                summary = excluded.summary
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
                step.Cost?.WallMs,
                step.Cost?.CpuMs,
                step.Cost?.PeakBytes,
                step.Cost?.ReadBytes,
                step.Cost?.WrittenBytes,
                step.Summary,
            }, transaction), $"save step {step.Step} {Text(step.Status)}");

    public void SaveAuditResults(string runId, DateOnly snapshotDate, IReadOnlyList<AuditResult> results) =>
        InTransaction((connection, transaction) =>
            connection.Execute(
                """
                insert into audit_results
                    (run_id, audit, table_name, snapshot_date, description, is_blocking, measured_value, threshold, status)
                values
                    (@runId, @Audit, @Table, @SnapshotDate, @Description, @IsBlocking, @MeasuredValue, @Threshold, @Status)
                on conflict (run_id, audit) do update set
                    table_name = excluded.table_name,
                    snapshot_date = excluded.snapshot_date,
                    description = excluded.description,
                    is_blocking = excluded.is_blocking,
                    measured_value = excluded.measured_value,
                    threshold = excluded.threshold,
                    status = excluded.status
                """,
                results.Select(result => new
                {
                    runId,
                    result.Audit,
                    result.Table,
                    SnapshotDate = Text(snapshotDate),
                    result.Description,
                    result.IsBlocking,
                    MeasuredValue = result.MeasuredValue.ToString(CultureInfo.InvariantCulture),
                    Threshold = result.Threshold.ToString(CultureInfo.InvariantCulture),
                    result.Status,
                }), transaction));

    public void SaveModel(FittedModel model, string runId, DateTimeOffset fittedAt) => InTransaction((connection, transaction) =>
        connection.Execute(
            """
            insert into models
                (model_version, scheme, kind, snapshot_date, definition_hash, body, run_id, fitted_at, evidence, is_refused)
            values
                (@ModelVersion, @Scheme, @Kind, @SnapshotDate, @DefinitionHash, @Body, @runId, @FittedAt, @Evidence, @IsRefused)
            on conflict (scheme, model_version, snapshot_date) do update set
                kind = excluded.kind,
                definition_hash = excluded.definition_hash,
                body = excluded.body,
                run_id = excluded.run_id,
                fitted_at = excluded.fitted_at,
                evidence = excluded.evidence,
                is_refused = excluded.is_refused
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
                model.IsRefused,
            }, transaction));

    public FittedModel? FindModel(string scheme, string definitionHash, DateOnly snapshotDate) =>
        Read(
            """
            select * from models
            where scheme = @scheme and definition_hash = @definitionHash and snapshot_date <= @day and is_refused = false
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
            insert into publications
                (run_id, snapshot_date, built_at, content_hash, customer_count, based_on_run_id, size_bytes, dropped_at, held_reason)
            values (@RunId, @SnapshotDate, @BuiltAt, @ContentHash, @CustomerCount, @BasedOnRunId, @SizeBytes, @DroppedAt, @HeldReason)
            on conflict (run_id) do update set
                snapshot_date = excluded.snapshot_date,
                built_at = excluded.built_at,
                content_hash = excluded.content_hash,
                customer_count = excluded.customer_count,
                based_on_run_id = excluded.based_on_run_id,
                size_bytes = excluded.size_bytes,
                dropped_at = excluded.dropped_at,
                held_reason = excluded.held_reason
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
            """
            insert into publication_schemes (run_id, scheme, definition_hash, model_version)
            values (@RunId, @Scheme, @DefinitionHash, @ModelVersion)
            on conflict (run_id, scheme) do update set
                definition_hash = excluded.definition_hash,
                model_version = excluded.model_version
            """,
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
        Read($"select * from steps where run_id in ({NewestRuns}) order by run_id, position", new { most = mostRuns }, row => (StepRow)Step(row));

    public IReadOnlyList<StepRow> StepsOf(string runId) =>
        Read("select * from steps where run_id = @runId order by position", new { runId }, row => (StepRow)Step(row));

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

    private static void SaveRun(RunRow run, DbConnection connection, DbTransaction transaction) =>
        connection.Execute(
            """
            insert into runs
                (run_id, command, snapshot_date, started_at, finished_at, status, program_version, engine_version,
                 thread_count, config_hash, transforms_hash, input_hash, published_hash, message, request, based_on_run_id)
            values
                (@RunId, @Command, @SnapshotDate, @StartedAt, @FinishedAt, @Status, @ProgramVersion, @EngineVersion,
                 @ThreadCount, @ConfigHash, @TransformsHash, @InputHash, @PublishedHash, @Message, @Request, @BasedOnRunId)
            on conflict (run_id) do update set
                command = excluded.command,
                snapshot_date = excluded.snapshot_date,
                started_at = excluded.started_at,
                finished_at = excluded.finished_at,
                status = excluded.status,
                program_version = excluded.program_version,
                engine_version = excluded.engine_version,
                thread_count = excluded.thread_count,
                config_hash = excluded.config_hash,
                transforms_hash = excluded.transforms_hash,
                input_hash = excluded.input_hash,
                published_hash = excluded.published_hash,
                message = excluded.message,
                request = excluded.request,
                based_on_run_id = excluded.based_on_run_id
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

    private static StepRow Step(dynamic row) => new(
        row.run_id, (int)row.position, row.step, Instant(row.started_at), InstantOrNull(row.finished_at),
        Enum.Parse<RunStatus>((string)row.status, ignoreCase: true),
        (long?)row.row_count,
        row.wall_ms is null
            ? null
            : new StepCost((long)row.wall_ms, (long)row.cpu_ms, (long?)row.peak_bytes, (long?)row.read_bytes, (long?)row.written_bytes),
        (string?)row.summary);
}
