using System.CommandLine;
using System.Globalization;
using Segmentation.Batch.Configuration;
using Segmentation.Batch.Shell;
using Segmentation.Jobs.Init;
using Spectre.Console;

namespace Segmentation.Batch.Commands;

/// <summary><c>segbatch init</c>: a commented segmentation.yml from the files or tables a company has.</summary>
internal static class InitCommand
{
    /// <summary>Data older than this is not from last night: the first night is as of the data, not of today.</summary>
    private const int RecentDays = 31;

    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var folder = new Argument<string>("folder") { Description = "The project folder; it gets segmentation.yml.", DefaultValueFactory = _ => "." };
        var files = new Option<string[]>("--file", "-f")
        {
            Description = "A file, folder or glob to look at; may be given several times. Default: everything in the folder.",
            DefaultValueFactory = _ => [],
            AllowMultipleArgumentsPerToken = true,
        };
        var from = new Option<string?>("--from")
        {
            Description = "A PostgreSQL database to look at: postgresql://user@host/database, Npgsql's keywords, or '${env:NAME}' that holds such keywords. A password is never written.",
        };
        var tables = new Option<string[]>("--table")
        {
            Description = "A table or view of the database; may be given several times. Default: all that the user may read.",
            DefaultValueFactory = _ => [],
            AllowMultipleArgumentsPerToken = true,
        };
        var company = new Option<string?>("--company") { Description = "Name of the company. Default: the folder's name." };
        var currency = new Option<string?>("--currency") { Description = "Reporting currency (ISO 4217). Default: as found in the files." };
        var force = new Option<bool>("--force") { Description = "Replace a segmentation.yml that is there already." };
        var options = new CommonOptions();
        var command = new Command("init", "Look at files or at a database and propose a commented segmentation.yml: how each is mapped, and what is in doubt.")
        {
            folder, files, from, tables, company, currency, force, options.Json,
        };
        command.SetAction(parsed => ExitCodes.Guard(terminal, () =>
        {
            string? asked = parsed.GetValue(currency);
            if (asked is not null && (asked.Length != 3 || !asked.All(char.IsAsciiLetterUpper)))
            {
                throw new UsageException($"--currency '{asked}' is no currency code. Nothing was written. Write three capital letters, such as EUR.");
            }

            string project = parsed.GetRequiredValue(folder);
            SourceAddress? address = Address(parsed.GetValue(from), parsed.GetValue(tables) ?? [], project);
            InitResult result = InitProject.Run(new InitRequest(
                project, parsed.GetValue(files) ?? [], parsed.GetValue(company), asked, parsed.GetValue(force))
            { Database = address?.Access });
            // What was written is read back, so that a proposal is never handed over that the program itself refuses.
            ConfigLoader.Load(result.Path, address is null ? null : address.Environ);
            if (parsed.GetValue(options.Json))
            {
                PrintJson(terminal, result, address?.PasswordVariable);
            }
            else
            {
                Print(terminal, result, project, address?.PasswordVariable, DateOnly.FromDateTime(clock.GetLocalNow().DateTime));
            }

            return ExitCodes.Done;
        }));
        return command;
    }

    private static SourceAddress? Address(string? from, string[] tables, string project) =>
        from is not null ? SourceAddress.Parse(from, tables, project)
        : tables.Length == 0 ? null
        : throw new UsageException("--table needs --from: the database that the table is in. Nothing was written.");

    private static void Print(Terminal terminal, InitResult result, string project, string? passwordVariable, DateOnly today)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("source", "files or table", "fills");
        foreach ((string source, string files, string fills) in result.Sources)
        {
            table.AddRow(Markup.Escape(source), Markup.Escape(files), Markup.Escape(fills));
        }

        terminal.Result.Write(table);
        foreach ((string path, string why) in result.Unused)
        {
            terminal.Result.MarkupLineInterpolated($"[grey]not read:[/] {path}: {why}");
        }

        foreach ((string source, string text) in result.Doubts)
        {
            terminal.Result.MarkupLineInterpolated($"[yellow]?[/] {(source.Length > 0 ? $"{source}: " : "")}{text}");
        }

        string date = result.LastOrderDay is { } last && last.AddDays(RecentDays) < today
            ? string.Create(CultureInfo.InvariantCulture, $" --snapshot-date {last.AddDays(1):yyyy-MM-dd}") : "";
        terminal.Result.MarkupLineInterpolated($"Wrote [bold]{result.Path}[/]. Read it, settle what is marked '# ?', then:");
        if (passwordVariable is not null)
        {
            terminal.Result.WriteLine($"  export {passwordVariable}=...        the password, which is not in the file");
        }

        terminal.Result.WriteLine($"  segbatch plan -c {project}{date}        what would be published");
        terminal.Result.WriteLine($"  segbatch nightly -c {project}{date}     publish it");
        terminal.Result.WriteLine($"  segbatch report -c {project}{new string(' ', date.Length)}      look at it");
    }

    private static void PrintJson(Terminal terminal, InitResult result, string? passwordVariable) => ResultPrinter.PrintJson(terminal, new
    {
        path = result.Path,
        sources = result.Sources.Select(source => new { name = source.Source, files = source.Files, fills = source.Fills }),
        unused = result.Unused.Select(file => new { path = file.Path, why = file.Why }),
        doubts = result.Doubts.Select(doubt => new { source = doubt.Source, text = doubt.Text }),
        password_variable = passwordVariable,
        last_order_day = result.LastOrderDay?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    });
}
