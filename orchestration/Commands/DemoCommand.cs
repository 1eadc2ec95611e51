using System.CommandLine;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs;
using Segmentation.Jobs.Demo;
using Spectre.Console;

namespace Segmentation.Batch.Commands;

/// <summary><c>segbatch demo</c>: a company with known answers, its nights, and what to look at.</summary>
internal static class DemoCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var folder = new Argument<string>("dir") { Description = "An empty or new folder for the company." };
        var customers = new Option<int>("--customers") { Description = "People who know the company.", DefaultValueFactory = _ => new DemoOptions().Customers };
        var seed = new Option<long>("--seed") { Description = "The same seed makes the same company.", DefaultValueFactory = _ => new DemoOptions().Seed };
        var nights = new Option<int>("--nights") { Description = "Monthly nights to run.", DefaultValueFactory = _ => new DemoOptions().Nights };
        var options = new CommonOptions();
        var command = new Command("demo", "Make a company with known answers, run its nights, and compare what was published with what was planted.")
        {
            folder, customers, seed, nights, options.Quiet, options.Json, options.Threads,
        };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            var demo = new DemoOptions
            {
                Customers = parsed.GetRequiredValue(customers),
                Seed = parsed.GetRequiredValue(seed),
                Nights = parsed.GetRequiredValue(nights),
            };
            DemoSummary company = Write(terminal, parsed.GetRequiredValue(folder), demo, parsed.GetValue(options.Quiet), cancellationToken);
            ProjectSession session = ProjectSession.Open(company.Folder, clock, terminal);
            foreach (DateOnly date in company.SnapshotDates)
            {
                var night = new NightOptions
                {
                    Command = "nightly",
                    SnapshotDate = date,
                    Goal = NightGoal.Publish,
                    IsQuiet = true,
                    Threads = parsed.GetValue(options.Threads),
                };
                NightResult result = session.RunNight(night, cancellationToken);
                if (!parsed.GetValue(options.Quiet))
                {
                    terminal.Messages.MarkupLineInterpolated(
                        $"night of {date:yyyy-MM-dd}: {result.Ingest!.Summary}; {result.Audits.Count(audit => audit.HasPassed)} of {result.Audits.Count} audits passed; published");
                }
            }

            DemoReport report = DemoReport.Compare(company, session.Folders, cancellationToken);
            report.Print(terminal, session, parsed.GetValue(options.Json), cancellationToken);
            return ExitCodes.Done;
        })));
        return command;
    }

    private static DemoSummary Write(Terminal terminal, string folder, DemoOptions demo, bool isQuiet, CancellationToken cancellationToken)
    {
        try
        {
            if (!isQuiet)
            {
                terminal.Messages.MarkupLineInterpolated($"making a company of {demo.Customers:N0} people with seed {demo.Seed}...");
            }

            return DemoCompany.Write(Path.GetFullPath(folder), demo, cancellationToken);
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw new UsageException($"{error.Message} Nothing was written.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The demo company cannot be written to {folder}: {error.Message} Name an empty or new folder.");
        }
    }
}
