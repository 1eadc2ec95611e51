using Segmentation.Batch.Runs;
using Segmentation.Jobs.Run;
using Spectre.Console;

namespace Segmentation.Batch.Shell;

/// <summary>Prints what each step of a run cost.</summary>
internal static class ProfilePrinter
{
    /// <summary>Costliest steps shown; the others stand in one line.</summary>
    private const int StepsShown = 25;

    private const double Mebi = 1024 * 1024;

    public static void Print(Terminal terminal, RunProfile profile, bool isJson)
    {
        if (isJson)
        {
            PrintJson(terminal, profile);
            return;
        }

        terminal.Result.MarkupLineInterpolated(
            $"Run [bold]{profile.Run.RunId}[/] ({profile.Run.Command}), snapshot {profile.Run.SnapshotDate:yyyy-MM-dd}, {profile.Run.ThreadCount} threads, {profile.Run.EngineVersion}");
        StepRow[] ordered = [.. profile.Steps.OrderByDescending(step => step.Cost!.CpuMs).ThenBy(step => step.Position)];
        Table table = TextTable.Of("step", ">cpu s", ">of all", ">wall s", ">rows", ">read MiB", ">written MiB", ">peak MiB");
        foreach (StepRow step in ordered.Take(StepsShown))
        {
            AddRow(table, step.Step, step.RowCount, step.Cost!, profile.CpuMs);
        }

        if (ordered.Length > StepsShown)
        {
            AddRow(table, $"{ordered.Length - StepsShown} other steps", null, Sum(ordered.Skip(StepsShown)), profile.CpuMs);
        }

        AddRow(table, "all steps", null, Sum(ordered), profile.CpuMs);
        terminal.Result.Write(table);
    }

    private static void AddRow(Table table, string step, long? rows, StepCost cost, long allCpuMs) => table.AddRow(
        Markup.Escape(step), $"{cost.CpuMs / 1000d:N2}", allCpuMs == 0 ? "" : $"{100d * cost.CpuMs / allCpuMs:0.0} %", $"{cost.WallMs / 1000d:N2}",
        $"{rows:N0}", $"{cost.ReadBytes / Mebi:N1}", $"{cost.WrittenBytes / Mebi:N1}", $"{cost.PeakBytes / Mebi:N0}");

    private static StepCost Sum(IEnumerable<StepRow> steps)
    {
        StepCost[] costs = [.. steps.Select(step => step.Cost!)];
        return new StepCost(
            costs.Sum(cost => cost.WallMs), costs.Sum(cost => cost.CpuMs), costs.Max(cost => cost.PeakBytes),
            Sum(costs.Select(cost => cost.ReadBytes)), Sum(costs.Select(cost => cost.WrittenBytes)));
    }

    /// <summary>Null where one of them is not known.</summary>
    private static long? Sum(IEnumerable<long?> bytes) => bytes.Aggregate((long?)0, (sum, next) => sum + next);

    private static void PrintJson(Terminal terminal, RunProfile profile) => ResultPrinter.PrintJson(terminal, new
    {
        run_id = profile.Run.RunId,
        snapshot_date = profile.Run.SnapshotDate?.ToString("yyyy-MM-dd"),
        engine = profile.Run.EngineVersion,
        threads = profile.Run.ThreadCount,
        cpu_ms = profile.CpuMs,
        steps = profile.Steps.Select(step => new
        {
            step = step.Step,
            rows = step.RowCount,
            wall_ms = step.Cost!.WallMs,
            cpu_ms = step.Cost.CpuMs,
            peak_bytes = step.Cost.PeakBytes,
            read_bytes = step.Cost.ReadBytes,
            written_bytes = step.Cost.WrittenBytes,
        }),
    });
}
