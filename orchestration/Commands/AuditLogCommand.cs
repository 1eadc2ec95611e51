using System.CommandLine;
using System.Text;
using System.Text.Json;
using nietras.SeparatedValues;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs.Run;
using Spectre.Console;

namespace Segmentation.Batch.Commands;

/// <summary><c>segbatch audit-log</c>: the chained log of every promotion, rollback and configuration change.</summary>
internal static class AuditLogCommand
{
    private static readonly JsonSerializerOptions Lines = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create(Terminal terminal, TimeProvider clock) =>
        new("audit-log", "The log of every promotion, rollback and configuration change, each link chained to all before it.")
        {
            CreateVerify(terminal, clock),
            CreateExport(terminal, clock),
        };

    private static Command CreateVerify(Terminal terminal, TimeProvider clock)
    {
        var options = new CommonOptions();
        var command = new Command("verify", "Check that no link was altered, removed or put in between. Exit code 1 names the first that was.") { options.Config, options.Json };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            ProjectSession session = options.Open(parsed, clock, terminal);
            ChangeLogVerdict verdict = ChangeLogVerdict.Of(session, cancellationToken);
            if (parsed.GetValue(options.Json))
            {
                ResultPrinter.PrintJson(terminal, new
                {
                    is_whole = verdict.Problem is null,
                    links = verdict.LinkCount,
                    head = verdict.Head,
                    first_broken = verdict.FirstBroken,
                    problem = verdict.Problem,
                });
            }

            if (verdict.Problem is { } problem)
            {
                throw new RunRefusedException(
                    $"{problem} The ledger was changed by something else than this program. Readers see what they saw. Restore the ledger from a backup and compare; 'segbatch audit-log export' writes what it holds now.");
            }

            if (!parsed.GetValue(options.Json))
            {
                terminal.Result.MarkupLineInterpolated(
                    $"[green]Whole.[/] {verdict.LinkCount:N0} links, each chained to the one before; the last is {verdict.Head ?? "none"}.");
            }

            return ExitCodes.Done;
        })));
        return command;
    }

    private static Command CreateExport(Terminal terminal, TimeProvider clock)
    {
        var options = new CommonOptions();
        var format = new Option<string>("--format") { Description = "jsonl or csv.", DefaultValueFactory = _ => "jsonl" };
        format.AcceptOnlyFromAmong("jsonl", "csv");
        var output = new Option<string?>("--output") { Description = "A file. Default: standard output." };
        var command = new Command("export", "Write the log, one link a line.") { format, output, options.Config };
        command.SetAction((parsed, _) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            ProjectSession session = options.Open(parsed, clock, terminal);
            IReadOnlyList<Change> changes = session.HasLedger ? session.Ledger.Changes() : [];
            string text = parsed.GetRequiredValue(format) == "csv" ? Csv(changes) : Jsonl(changes);
            if (parsed.GetValue(output) is { } file)
            {
                Write(file, text);
                terminal.Messages.MarkupLineInterpolated($"{changes.Count:N0} links written to {file}.");
            }
            else
            {
                terminal.Output.Write(text);
            }

            return ExitCodes.Done;
        })));
        return command;
    }

    private static void Write(string file, string text)
    {
        try
        {
            AtomicFile.Write(Path.GetFullPath(file), Encoding.UTF8.GetBytes(text));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--output {file} cannot be written: {error.Message} Name a file in a folder that is there.");
        }
    }

    private static string Jsonl(IReadOnlyList<Change> changes)
    {
        var text = new StringBuilder();
        foreach (Change change in changes)
        {
            text.Append(JsonSerializer.Serialize(
                new
                {
                    number = change.Number,
                    at = Instant(change),
                    actor = change.Actor,
                    kind = change.Kind,
                    subject = change.Subject,
                    detail = JsonDocument.Parse(change.Detail).RootElement,
                    previous_hash = change.PreviousHash,
                    hash = change.Hash,
                }, Lines)).Append('\n');
        }

        return text.ToString();
    }

    private static string Csv(IReadOnlyList<Change> changes)
    {
        using SepWriter writer = Sep.New(',').Writer(options => options with { Escape = true }).ToText();
        foreach (Change change in changes)
        {
            using SepWriter.Row line = writer.NewRow();
            line["number"].Format(change.Number);
            line["at"].Set(Instant(change));
            line["actor"].Set(change.Actor);
            line["kind"].Set(change.Kind);
            line["subject"].Set(change.Subject);
            line["detail"].Set(change.Detail);
            line["previous_hash"].Set(change.PreviousHash);
            line["hash"].Set(change.Hash);
        }

        return changes.Count > 0 ? writer.ToString() : "number,at,actor,kind,subject,detail,previous_hash,hash\n";
    }

    /// <summary>As it is hashed: to the millisecond, in UTC.</summary>
    private static string Instant(Change change) =>
        change.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", System.Globalization.CultureInfo.InvariantCulture);
}
