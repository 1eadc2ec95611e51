using System.CommandLine;
using Segmentation.Batch.Configuration;
using Segmentation.Batch.Doctor;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Ingest;
using Segmentation.Jobs.Ingest.Postgresql;
using Segmentation.Jobs.Run;
using Spectre.Console;

namespace Segmentation.Batch.Commands;

/// <summary><c>segbatch doctor</c>: would a night run here, and if not, what is to be done?</summary>
internal static class DoctorCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var options = new CommonOptions();
        var command = new Command("doctor", "Check runtime, memory, disk, configuration, sources, ledger and what is published; say what to do.")
        {
            options.Config, options.Json,
        };
        command.SetAction(parsed => ExitCodes.Guard(terminal, () =>
        {
            IReadOnlyList<Finding> findings = [.. Look(parsed.GetRequiredValue(options.Config), clock, terminal)];
            if (parsed.GetValue(options.Json))
            {
                ResultPrinter.PrintJson(terminal, findings.Select(finding => new
                {
                    subject = finding.Subject,
                    health = finding.Health.ToString().ToLowerInvariant(),
                    found = finding.Found,
                    remedy = finding.Remedy,
                }));
            }
            else
            {
                Print(terminal, findings);
            }

            return findings.Any(finding => finding.Health == Health.Fail) ? ExitCodes.Refused : ExitCodes.Done;
        }));
        return command;
    }

    private static IEnumerable<Finding> Look(string config, TimeProvider clock, Terminal terminal)
    {
        yield return MachineChecks.Runtime();
        ProjectSession? session = null;
        Finding? refused = null;
        try
        {
            session = ProjectSession.Open(config, clock, terminal);
        }
        catch (ConfigException error)
        {
            refused = Finding.Fail("configuration", error.Errors[0].ToString() ?? "", $"Correct the file ({error.Errors.Count} to correct), or make one with 'segbatch init'.");
        }
        catch (RunRefusedException error)
        {
            refused = Finding.Fail("configuration", error.Message, "Make one with 'segbatch init', or say -c FOLDER.");
        }

        if (session is null)
        {
            yield return MachineChecks.Memory(null);
            yield return refused!;
            yield break;
        }

        SourceSurvey[] surveys = [.. session.Config.Sources.Where(source => source.Value.Postgres is null).Select(source => SourceSurvey.Of(session.Folders, source.Key, source.Value))];
        yield return MachineChecks.Memory(session.Config.Engine.MemoryLimit);
        yield return MachineChecks.Disk(session.Folders, surveys.Sum(survey => survey.SizeBytes));
        yield return ProjectChecks.Configuration(session);
        yield return ProjectChecks.Warehouse(session.Folders);
        foreach (SourceSurvey survey in surveys)
        {
            yield return ProjectChecks.Source(survey, clock);
        }

        foreach ((string name, SourceConfig source) in session.Config.Sources.Where(source => source.Value.Postgres is not null))
        {
            yield return ProjectChecks.Database(DatabaseSurvey.Of(name, source));
        }

        yield return ProjectChecks.Ledger(session, clock);
        yield return ProjectChecks.Published(session);
    }

    private static void Print(Terminal terminal, IReadOnlyList<Finding> findings)
    {
        int width = findings.Max(finding => finding.Subject.Length);
        foreach (Finding finding in findings)
        {
            string mark = finding.Health switch { Health.Ok => "[green]ok  [/]", Health.Warn => "[yellow]warn[/]", _ => "[red]fail[/]" };
            terminal.Result.MarkupLine($"{mark} [bold]{Markup.Escape(finding.Subject.PadRight(width))}[/]  {Markup.Escape(finding.Found)}");
            if (finding.Remedy.Length > 0)
            {
                terminal.Result.MarkupLine($"     {new string(' ', width)}  {Markup.Escape(finding.Remedy)}");
            }
        }

        int failed = findings.Count(finding => finding.Health == Health.Fail);
        terminal.Result.WriteLine(failed == 0 ? "A night would run here." : $"A night would be refused: {failed} to put right.");
    }
}
