namespace Segmentation.Jobs.Run;

/// <summary>How a run or a step ended, or that it has not.</summary>
public enum RunStatus
{
    /// <summary>It is on, or it died without a word.</summary>
    Started,

    /// <summary>It did what it was asked.</summary>
    Done,

    /// <summary>It was refused or failed; nothing was published.</summary>
    Failed,

    /// <summary>It was cancelled; nothing was published.</summary>
    Cancelled,

    /// <summary>It died without a word and did not go on: the run after it began anew. Nothing of it was published.</summary>
    Superseded,
}

/// <summary>One execution of the program, as the ledger keeps it: enough to repeat it.</summary>
public sealed record RunRow
{
    public required string RunId { get; init; }

    public required string Command { get; init; }

    public DateOnly? SnapshotDate { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public RunStatus Status { get; init; }

    public required string ProgramVersion { get; init; }

    public string? EngineVersion { get; init; }

    public int ThreadCount { get; init; }

    /// <summary>SHA-256 of segmentation.yml.</summary>
    public required string ConfigHash { get; init; }

    /// <summary>SHA-256 of every transform and audit.</summary>
    public required string TransformsHash { get; init; }

    /// <summary>SHA-256 over the hashes of all live raw parts that the run read.</summary>
    public string? InputHash { get; init; }

    /// <summary>Content hash of what was published; null if nothing was.</summary>
    public string? PublishedHash { get; init; }

    public string? Message { get; init; }

    /// <summary>What was asked beside the snapshot date, as JSON: goal, schemes, selection, rules of fitting.</summary>
    public string? Request { get; init; }

    /// <summary>The publication that was live when it started: its history goes on from there.</summary>
    public string? BasedOnRunId { get; init; }
}

/// <summary>What a step cost, by the whole process while it was on.</summary>
/// <param name="WallMs">Time it took, in milliseconds.</param>
/// <param name="CpuMs">Processor time, in milliseconds.</param>
/// <param name="PeakBytes">Most memory resident; null where the system does not tell it step by step.</param>
/// <param name="ReadBytes">Bytes read from the disk, not from its cache; null where the system does not tell.</param>
/// <param name="WrittenBytes">Bytes written to the disk; null where the system does not tell.</param>
public sealed record StepCost(long WallMs, long CpuMs, long? PeakBytes = null, long? ReadBytes = null, long? WrittenBytes = null);

/// <summary>One step of a run.</summary>
public sealed record StepRow(
    string RunId, int Position, string Step, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, RunStatus Status,
    long? RowCount = null, StepCost? Cost = null, string? Summary = null);

/// <summary>One audit's verdict.</summary>
public sealed record AuditResult(
    string Audit, string Table, string Description, bool IsBlocking, decimal MeasuredValue, decimal Threshold)
{
    /// <summary>Whether what was measured is within the threshold.</summary>
    public bool HasPassed => MeasuredValue <= Threshold;

    /// <summary>pass, fail, or warn where a failure does not block.</summary>
    public string Status => HasPassed ? "pass" : IsBlocking ? "fail" : "warn";
}

/// <summary>One audit's verdict in one run.</summary>
public sealed record RunAudit(string RunId, DateOnly SnapshotDate, AuditResult Result);

/// <summary>A fitted model: what a scheme learned, as JSON, under a name made from its content.</summary>
/// <param name="ModelVersion">Kind and first digits of the hash of definition and parameters.</param>
/// <param name="Scheme">The scheme it belongs to.</param>
/// <param name="Kind">The scheme's kind.</param>
/// <param name="SnapshotDate">The snapshot it was fitted on.</param>
/// <param name="DefinitionHash">Hash of the scheme's definition; another definition never uses this model.</param>
/// <param name="Body">Parameters as JSON.</param>
/// <param name="Evidence">What was measured at the fit, as JSON; empty for a model that is told, not found.</param>
/// <param name="IsRefused">Whether its gates refused it: it is kept to be looked at, and no night uses it.</param>
public sealed record FittedModel(
    string ModelVersion, string Scheme, string Kind, DateOnly SnapshotDate, string DefinitionHash, string Body, string Evidence = "",
    bool IsRefused = false);

/// <summary>A whole night's published tables, built and audited. Readers see it once it is promoted.</summary>
/// <param name="RunId">The run that built it.</param>
/// <param name="SnapshotDate">The day its data is as of.</param>
/// <param name="BuiltAt">When its run started (UTC).</param>
/// <param name="ContentHash">Hash of what the tables say.</param>
/// <param name="CustomerCount">Customers in it.</param>
/// <param name="BasedOnRunId">The publication that was live when it was built: it continues that one's history, and may only follow it.</param>
/// <param name="SizeBytes">Size of its file.</param>
/// <param name="DroppedAt">When retention dropped it from the targets; null while it is kept.</param>
/// <param name="HeldReason">Why its night did not promote it although it should have; null when nothing spoke against it.</param>
public sealed record Publication(
    string RunId, DateOnly SnapshotDate, DateTimeOffset BuiltAt, string ContentHash, long CustomerCount, string? BasedOnRunId,
    long SizeBytes, DateTimeOffset? DroppedAt = null, string? HeldReason = null);

/// <summary>The ledger: what happened. Every method is one transaction.</summary>
public interface ILedger : ILoadLedger, IGateLedger, IIncidentLedger, IFinanceLedger, IErpLedger
{
    void StartRun(RunRow run);

    void FinishRun(RunRow run);

    /// <summary>Records that a run died and does not go on. Its open steps are closed, and models that it kept and no publication shows
    /// are forgotten: no night may score with what was fitted for a night that never was.</summary>
    void SupersedeRun(RunRow run);

    /// <summary>Keeps which loads a run read.</summary>
    void SaveRunInputs(string runId);

    void SaveStep(StepRow step);

    void SaveAuditResults(string runId, DateOnly snapshotDate, IReadOnlyList<AuditResult> results);

    void SaveModel(FittedModel model, string runId, DateTimeOffset fittedAt);

    /// <summary>The newest model of this scheme and definition fitted on or before the snapshot that its gates did not refuse.</summary>
    FittedModel? FindModel(string scheme, string definitionHash, DateOnly snapshotDate);

    /// <summary>The model of this name; null when it was told by the configuration, or never kept.</summary>
    FittedModel? FindModel(string modelVersion);

    /// <summary>Records a publication as a candidate, with the schemes in it.</summary>
    void SavePublication(Publication publication, IReadOnlyList<PublishedScheme> schemes);

    /// <summary>Records that retention dropped a publication.</summary>
    void DropPublication(string runId, DateTimeOffset at);

    /// <summary>The newest runs first.</summary>
    IReadOnlyList<RunRow> Runs(int most);

    /// <summary>The steps of the newest runs, run by run, in order.</summary>
    IReadOnlyList<StepRow> Steps(int mostRuns);

    /// <summary>The steps of one run, in order.</summary>
    IReadOnlyList<StepRow> StepsOf(string runId);

    /// <summary>The audit results of the newest runs.</summary>
    IReadOnlyList<RunAudit> AuditResults(int mostRuns);

    /// <summary>Publications, promoted or not, newest first.</summary>
    IReadOnlyList<Publication> Publications(int most);
}
