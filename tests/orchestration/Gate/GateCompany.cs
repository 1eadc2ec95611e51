using System.Text.Json;
using Segmentation.Batch.Ledger;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Tests.Gate;

/// <summary>The tiny company, with nights run inside the test's own process: what is tested is the gate, not the process.</summary>
internal sealed class GateCompany : IDisposable
{
    private GateCompany(KillCompany company) => Company = company;

    public KillCompany Company { get; }

    public SqlLedger Ledger => SqlLedger.Open(new SqliteDialect(Path.Combine(Company.Folders.Warehouse, "ledger.db")));

    public static GateCompany New(string addedConfig = "") =>
        new(KillCompany.New(KillSetting.Embedded with { AddedConfig = _ => addedConfig }));

    public NightResult Night(string date, TimeProvider? clock = null) => Open(clock).PublishNight(date);

    public ProjectSession Open(TimeProvider? clock = null) =>
        ProjectSession.Open(Company.Folder, clock ?? TimeProvider.System, Terminal.Standard());

    /// <summary>Runs a command as people do, which must end well.</summary>
    public string Run(params string[] arguments)
    {
        KillOutcome outcome = Company.Run(null, null, arguments);
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        return outcome.Output;
    }

    public JsonElement Json(params string[] arguments) => JsonDocument.Parse(Run([.. arguments, "--json"])).RootElement;

    /// <summary>Runs a command that must be refused.</summary>
    public string Refused(params string[] arguments)
    {
        KillOutcome outcome = Company.Run(null, null, arguments);
        outcome.ExitCode.ShouldBe(1, outcome.Errors);
        return outcome.Errors;
    }

    public RunStatus StatusOf(string runId) => Ledger.Runs(int.MaxValue).Single(run => run.RunId == runId).Status;

    public void Dispose() => Company.Dispose();
}
