using System.CommandLine;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs;

namespace Segmentation.Batch.Commands;

/// <summary><c>segbatch backfill</c>: several nights in order, one per date.</summary>
internal static class BackfillCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var options = new CommonOptions();
        var from = new Option<string>("--from") { Description = "First snapshot date (yyyy-MM-dd).", Required = true };
        var to = new Option<string>("--to") { Description = "Last snapshot date (yyyy-MM-dd).", Required = true };
        var every = new Option<string>("--every")
        {
            Description = "day, week or month. Monthly nights keep the day of --from.",
            DefaultValueFactory = _ => "day",
        };
        every.AcceptOnlyFromAmong("day", "week", "month");
        var command = new Command("backfill", "Run the nights of several dates, in order.")
        {
            from, to, every, options.Config, options.Schemes, options.FullRefresh, options.Json, options.Quiet, options.Threads,
        };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            ProjectSession session = options.Open(parsed, clock, terminal);
            NightOptions night = options.Night(parsed, clock, NightGoal.Publish);
            foreach (DateOnly date in Dates(
                Day("--from", parsed.GetRequiredValue(from)), Day("--to", parsed.GetRequiredValue(to)), parsed.GetRequiredValue(every)))
            {
                night = night with { SnapshotDate = date };
                NightResult result = session.RunNight(night, cancellationToken);
                NightPrinter.Print(terminal, session, night, result, parsed.GetValue(options.Json));
                // Files are read anew once; each night's models are its own.
                night = night with { IsFullRefresh = false };
            }

            return ExitCodes.Done;
        })));
        return command;
    }

    private static DateOnly Day(string option, string text) =>
        CommonOptions.IsDay(text, out DateOnly day)
            ? day
            : throw new UsageException($"{option} '{text}' is not a day. Nothing was run. Write it as yyyy-MM-dd, such as 2026-06-30.");

    private static IEnumerable<DateOnly> Dates(DateOnly from, DateOnly to, string every)
    {
        if (to < from)
        {
            throw new UsageException($"--to {to:yyyy-MM-dd} is before --from {from:yyyy-MM-dd}. Nothing was run.");
        }

        for (int step = 0; ; step++)
        {
            DateOnly date = every switch
            {
                "month" => from.AddMonths(step),
                "week" => from.AddDays(7 * step),
                _ => from.AddDays(step),
            };
            if (date > to)
            {
                yield break;
            }

            yield return date;
        }
    }
}
