using System.CommandLine;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs.Reconcile;
using Spectre.Console;

namespace Segmentation.Batch.Commands;

/// <summary>What people do about breaks: <c>segbatch reconcile assign | comment | submit | return | close</c>.</summary>
internal static class ReconcileDeeds
{
    /// <summary>Who acts, where an account speaks for many.</summary>
    internal static Option<string?> Actor() => new("--actor")
    {
        Description = "Who acts. Only believed of an account that speaks for many people. Default: the account itself.",
    };

    internal static Option<string> Reason(string description) => new("--reason") { Description = description, Required = true };

    /// <summary>All of them; --config is the parent's.</summary>
    public static IEnumerable<Command> All(Terminal terminal, TimeProvider clock, CommonOptions options)
    {
        var owner = new Option<string>("--owner") { Description = "Who is to settle it.", Required = true };
        var due = new Option<DateOnly?>("--due") { Description = "Until when (yyyy-MM-dd).", CustomParser = CommonOptions.ParseDay };
        yield return Create("assign", "Give a break an owner, and a day until which it is to be settled.", [owner, due], (desk, id, parsed, token) =>
            desk.Assign(id, parsed.GetRequiredValue(owner), parsed.GetValue(due), token));

        var text = new Argument<string>("text") { Description = "What there is to say." };
        Command comment = Create("comment", "Say something about a break.", [], (desk, id, parsed, token) => desk.Comment(id, parsed.GetRequiredValue(text), token));
        comment.Add(text);
        yield return comment;

        Option<string> explanation = Reason("What explains the break.");
        yield return Create("submit", "Explain a break and hand it to a reviewer.", [explanation], (desk, id, parsed, token) =>
            desk.Submit(id, parsed.GetRequiredValue(explanation), token));

        Option<string> missing = Reason("What is missing.");
        yield return Create("return", "Hand a break back to its preparer; one that was closed is open again.", [missing], (desk, id, parsed, token) =>
            desk.Return(id, parsed.GetRequiredValue(missing), token));

        Option<string> acceptance = Reason("Why the explanation is accepted.");
        yield return Create("close", "Accept the explanation of a break. Another than the one who submitted it does this.", [acceptance], (desk, id, parsed, token) =>
            desk.Close(id, parsed.GetRequiredValue(acceptance), token));

        Command Create(string name, string description, Option[] own, Func<BreakDesk, string, ParseResult, CancellationToken, BreakState> act)
        {
            var id = new Argument<string>("break") { Description = "The break's id, as 'segbatch reconcile breaks' shows it." };
            Option<string?> actor = Actor();
            var command = new Command(name, description) { id, actor };
            foreach (Option option in own)
            {
                command.Add(option);
            }

            command.SetAction((parsed, cancellationToken) => Task.FromResult(ExitCodes.Guard(terminal, () =>
            {
                ProjectSession session = options.Open(parsed, clock, terminal);
                BreakState state = act(new BreakDesk(session, parsed.GetValue(actor)), parsed.GetRequiredValue(id), parsed, cancellationToken);
                string with = state.Owner is null ? "" : $", owner {state.Owner}";
                string until = state.DueDate is { } day ? $", due {day:yyyy-MM-dd}" : "";
                terminal.Result.MarkupLineInterpolated($"Break {parsed.GetRequiredValue(id)}: [bold]{state.StatusText}[/]{with}{until}.");
                return ExitCodes.Done;
            })));
            return command;
        }
    }
}
