using System.CommandLine;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs.Erp;

namespace Segmentation.Batch.Commands;

/// <summary><c>segbatch export erp</c>: what the ERP is sent. <c>segbatch export ack</c>: what it says.</summary>
internal static class ExportCommand
{
    private static readonly string[] Formats = ["csv", "fixed", "json"];

    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var options = new CommonOptions();
        options.Config.Recursive = true;
        return new Command("export", "Files for other systems, and what they say.")
        {
            CreateErp(terminal, clock, options), CreateAck(terminal, clock, options), options.Config,
        };
    }

    private static Command CreateErp(Terminal terminal, TimeProvider clock, CommonOptions options)
    {
        var category = new Option<string?>("--category") { Description = "Only this class category." };
        var sequence = new Option<long?>("--sequence") { Description = "Write the files of this delta again, byte for byte. Default with --format or --out: the newest." };
        var format = new Option<string?>("--format") { Description = "Write only this format again: csv, fixed or json." };
        format.AcceptOnlyFromAmong(Formats);
        var folder = new Option<string?>("--out") { Description = "Folder to write to. Default: erp in the warehouse." };
        var command = new Command("erp", "Send the ERP what is due, show what it was sent, write a delta's files again.")
        {
            category, sequence, format, folder, options.Json,
        };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            ProjectSession session = options.Open(parsed, clock, terminal);
            var desk = new ExportDesk(session);
            IReadOnlyList<ErpOutcome> outcomes = desk.Settle(parsed.GetValue(category), cancellationToken);
            IReadOnlyList<string> files = parsed.GetValue(sequence) is null && parsed.GetValue(format) is null && parsed.GetValue(folder) is null
                ? []
                : desk.WriteAgain(
                    parsed.GetValue(category), parsed.GetValue(sequence), parsed.GetValue(format) is { } one ? [one] : Formats, parsed.GetValue(folder));
            ErpPrinter.Print(terminal, outcomes, desk.Deliveries(parsed.GetValue(category)), files, parsed.GetValue(options.Json));
            return outcomes.Any(outcome => outcome.Fate == ErpFate.Refused) ? ExitCodes.Refused : ExitCodes.Done;
        })));
        return command;
    }

    private static Command CreateAck(Terminal terminal, TimeProvider clock, CommonOptions options)
    {
        var file = new Argument<string>("file") { Description = "The ERP's acknowledgement, CSV or JSON." };
        var command = new Command("ack", "Read what the ERP says of a delta. What it rejected is sent again with the next.") { file, options.Json };
        command.SetAction((parsed, _) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            ProjectSession session = options.Open(parsed, clock, terminal);
            AcknowledgementOutcome outcome = new ExportDesk(session).Acknowledge(parsed.GetRequiredValue(file));
            ErpPrinter.Print(terminal, outcome, parsed.GetValue(options.Json));
            return ExitCodes.Done;
        })));
        return command;
    }
}
