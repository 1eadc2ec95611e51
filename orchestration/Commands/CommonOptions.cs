using System.CommandLine;
using System.Globalization;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs;

namespace Segmentation.Batch.Commands;

/// <summary>Options that several commands share: one name, one meaning.</summary>
internal sealed class CommonOptions
{
    public Option<string> Config { get; } = new("--config", "-c")
    {
        Description = "segmentation.yml, or the folder it is in.",
        DefaultValueFactory = _ => ".",
    };

    public Option<DateOnly?> SnapshotDate { get; } = new("--snapshot-date")
    {
        Description = "The day the data is as of (yyyy-MM-dd): everything strictly before it is known. Default: today.",
        CustomParser = result => ParseDay(result),
    };

    public Option<string[]> Schemes { get; } = new("--scheme")
    {
        Description = "Score only this scheme; the others keep what is published. May be given several times.",
        DefaultValueFactory = _ => [],
    };

    public Option<string?> Select { get; } = new("--select")
    {
        Description = "Build only these steps and what they need, audit them, publish nothing: name, +name, name+, tag:word.",
    };

    public Option<bool> DryRun { get; } = new("--dry-run") { Description = "Print the steps and their SQL; run nothing." };

    public Option<bool> FullRefresh { get; } = new("--full-refresh") { Description = "Read every file anew and fit every model anew." };

    public Option<bool> Json { get; } = new("--json") { Description = "Print one JSON document on standard output." };

    public Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "No progress, only results and errors." };

    public Option<int?> Threads { get; } = new("--threads") { Description = "Threads of the engine, over the configuration. Results do not depend on it." };

    /// <summary>Opens the project that --config names.</summary>
    public ProjectSession Open(ParseResult parsed, TimeProvider clock, Terminal terminal) =>
        ProjectSession.Open(parsed.GetRequiredValue(Config), clock, terminal);

    /// <summary>The snapshot date asked for, or today.</summary>
    public DateOnly Snapshot(ParseResult parsed, TimeProvider clock) =>
        parsed.GetValue(SnapshotDate) ?? DateOnly.FromDateTime(clock.GetLocalNow().DateTime);

    /// <summary>What the command line asks of one night. Options that a command does not take have their defaults.</summary>
    public NightOptions Night(ParseResult parsed, TimeProvider clock, NightGoal goal) => new()
    {
        Command = parsed.CommandResult.Command.Name,
        SnapshotDate = Snapshot(parsed, clock),
        Goal = goal,
        Schemes = parsed.GetValue(Schemes) ?? [],
        Selection = parsed.GetValue(Select),
        IsFullRefresh = parsed.GetValue(FullRefresh),
        IsQuiet = parsed.GetValue(Quiet),
        Threads = parsed.GetValue(Threads),
    };

    /// <summary>Reads a day as the command line takes it.</summary>
    public static bool IsDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    internal static DateOnly? ParseDay(System.CommandLine.Parsing.ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (IsDay(text, out DateOnly day))
        {
            return day;
        }

        result.AddError($"'{text}' is not a day. Write it as yyyy-MM-dd, such as 2026-06-30.");
        return null;
    }
}
