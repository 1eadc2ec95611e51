using System.CommandLine;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs.Explain;

namespace Segmentation.Batch.Commands;

/// <summary><c>segbatch explain</c>: why one customer is in the segments they are in.</summary>
internal static class ExplainCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var options = new CommonOptions();
        var customer = new Argument<string>("customer") { Description = "A customer_id, or the id of a source record, alone or as system:id." };
        var scheme = new Option<string?>("--scheme") { Description = "Explain only this scheme." };
        var command = new Command("explain", "Why a customer is in their segments: since when, which features, what would move them. Changes nothing.")
        {
            customer, scheme, options.Config, options.Json,
        };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            ProjectSession session = options.Open(parsed, clock, terminal);
            using PublishedTables tables = PublishedTables.Open(session.Folders);
            CustomerExplanation explanation = tables.Explain(
                session.HasLedger ? session.Ledger : null, session.Config, parsed.GetRequiredValue(customer), parsed.GetValue(scheme), cancellationToken);
            ExplanationPrinter.Print(terminal, explanation, parsed.GetValue(options.Json));
            return ExitCodes.Done;
        })));
        return command;
    }
}
