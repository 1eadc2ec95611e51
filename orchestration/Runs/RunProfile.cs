using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Runs;

/// <summary>What a run cost, step by step.</summary>
/// <param name="Run">The run.</param>
/// <param name="Steps">Its finished steps, in order. What a run spends between steps is in none of them.</param>
internal sealed record RunProfile(RunRow Run, IReadOnlyList<StepRow> Steps)
{
    /// <summary>Processor time of all steps, in milliseconds.</summary>
    public long CpuMs => Steps.Sum(step => step.Cost!.CpuMs);

    /// <summary>The profile of a run.</summary>
    /// <param name="session">The project.</param>
    /// <param name="runId">The run; null for the newest that came to an end.</param>
    /// <exception cref="RunRefusedException">There is no such run.</exception>
    public static RunProfile Of(ProjectSession session, string? runId)
    {
        IReadOnlyList<RunRow> runs = session.HasLedger ? session.Ledger.Runs(int.MaxValue) : [];
        RunRow run = (runId is null ? runs.FirstOrDefault(run => run.Status == RunStatus.Done) : runs.FirstOrDefault(run => run.RunId == runId))
            ?? throw new RunRefusedException(runId is null
                ? "No run has come to an end yet, so there is nothing to profile. 'segbatch nightly' runs one."
                : $"The ledger knows no run {runId}. Nothing was read. 'segbatch status --json' lists runs.");
        return new RunProfile(run, [.. session.Ledger.StepsOf(run.RunId).Where(step => step.Cost is not null)]);
    }
}
