using System.CommandLine;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Commands;

/// <summary><c>segbatch nightly</c>: the whole night. <c>segbatch score</c>: the same, and no model is fitted.</summary>
internal static class NightlyCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock) => Create(
        "nightly", "Load new files, build, score, audit, and publish in one atomic step.", FitRule.WhenDue, terminal, clock);

    /// <summary>A night for days on which no segment may be found anew, such as a month-end.</summary>
    public static Command CreateScore(Terminal terminal, TimeProvider clock) => Create(
        "score", "The night without fitting: every scheme is scored with the model it has, however old.", FitRule.Never, terminal, clock);

    private static Command Create(string name, string description, FitRule fitting, Terminal terminal, TimeProvider clock)
    {
        var options = new CommonOptions();
        var command = new Command(name, description)
        {
            options.Config, options.SnapshotDate, options.Schemes, options.Select, options.DryRun, options.Json, options.Quiet, options.Threads,
        };
        var model = new Option<string[]>("--model")
        {
            Description = "Score the scheme that this model belongs to with it, however old. May be given several times.",
            DefaultValueFactory = _ => [],
        };
        command.Add(fitting == FitRule.Never ? model : options.FullRefresh);

        command.SetAction((parsed, cancellationToken) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            ProjectSession session = options.Open(parsed, clock, terminal);
            if (parsed.GetValue(options.DryRun))
            {
                PlanPrinter.PrintSteps(terminal, session.Catalog, parsed.GetValue(options.Select), options.Snapshot(parsed, clock));
                return ExitCodes.Done;
            }

            NightOptions night = options.Night(parsed, clock, NightGoal.Publish) with
            {
                Fitting = fitting,
                Models = Pinned(session, parsed.GetValue(model) ?? []),
            };
            NightResult result = session.RunNight(night, cancellationToken);
            NightPrinter.Print(terminal, session, night, result, parsed.GetValue(options.Json));
            return ExitCodes.Done;
        })));
        return command;
    }

    /// <summary>Which scheme each model belongs to.</summary>
    private static Dictionary<string, string>? Pinned(ProjectSession session, string[] versions)
    {
        var pinned = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string version in versions)
        {
            FittedModel model = (session.HasLedger ? session.Ledger.FindModel(version) : null)
                ?? throw new UsageException(
                    $"--model {version}: there is no such model. Nothing was run. 'segbatch status --as-of' shows which model each publication was scored with.");
            if (!session.Config.Schemes.ContainsKey(model.Scheme) || !pinned.TryAdd(model.Scheme, version))
            {
                throw new UsageException(
                    $"--model {version}: it belongs to scheme {model.Scheme}, which {(pinned.ContainsKey(model.Scheme) ? "has another model named already" : "segmentation.yml no longer has")}. Nothing was run.");
            }
        }

        return pinned.Count == 0 ? null : pinned;
    }
}
