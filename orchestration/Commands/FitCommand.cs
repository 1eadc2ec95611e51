using System.CommandLine;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Commands;

/// <summary><c>segbatch fit</c>: find segments anew and show what speaks for them, before anybody sees them.</summary>
internal static class FitCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var options = new CommonOptions();
        var command = new Command(
            "fit", "Fit the schemes that find their segments, whatever the age of their models; show the evidence; publish nothing. The next night uses the models.")
        {
            options.Config, options.SnapshotDate, options.Schemes, options.Json, options.Quiet, options.Threads,
        };
        var sql = new Option<bool>("--sql") { Description = "Print only the SELECT that scores as each model does, for DuckDB and Spark." };
        command.Add(sql);
        command.SetAction((parsed, cancellationToken) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            ProjectSession session = options.Open(parsed, clock, terminal);
            NightOptions night = options.Night(parsed, clock, NightGoal.Fit);
            NightResult result = session.RunNight(
                night with { Fitting = FitRule.Always, Schemes = Chosen(session.Config, night.Schemes) }, cancellationToken);
            if (parsed.GetValue(sql))
            {
                FitPrinter.PrintSql(terminal, result.Fits);
            }
            else
            {
                FitPrinter.Print(terminal, result.Fits, parsed.GetValue(options.Json));
            }

            return result.Fits.Any(fit => fit.Model.IsRefused) ? ExitCodes.Refused : ExitCodes.Done;
        })));
        return command;
    }

    /// <summary>The schemes asked for, or all that find their segments. The others are told them, so there is nothing to fit.</summary>
    private static string[] Chosen(SegmentationConfig config, IReadOnlyList<string> asked)
    {
        string[] finding = [.. config.Schemes.Where(scheme => scheme.Value.Clusters() is not null).Select(scheme => scheme.Key)];
        if (finding.Length == 0)
        {
            throw new UsageException(
                "No scheme of segmentation.yml finds its segments, so there is nothing to fit. Nothing was run. Add a scheme of kind kmeans, hierarchical or mixture.");
        }

        foreach (string scheme in asked.Where(scheme => config.Schemes.TryGetValue(scheme, out SchemeConfig? told) && told.Clusters() is null))
        {
            throw new UsageException(
                $"--scheme {scheme}: it is of kind {config.Schemes[scheme].Kind.ToString().ToLowerInvariant()}, which finds no segments. Nothing was run. Schemes that do: {string.Join(", ", finding)}.");
        }

        return asked.Count > 0 ? [.. asked] : finding;
    }
}
