using System.Text;
using Segmentation.Jobs.Ingest;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Init;

/// <summary>What a new project is made from.</summary>
/// <param name="Folder">The project folder; it gets a segmentation.yml.</param>
/// <param name="Files">Files, folders or globs to look at; none: everything in the folder.</param>
/// <param name="Company">Name of the company; null: the folder's name.</param>
/// <param name="Currency">Reporting currency; null: as found.</param>
/// <param name="IsForced">Whether a segmentation.yml that is there already is replaced.</param>
public sealed record InitRequest(string Folder, IReadOnlyList<string> Files, string? Company, string? Currency, bool IsForced)
{
    /// <summary>A database whose tables are looked at; then files only as far as they are named.</summary>
    public DatabaseAccess? Database { get; init; }
}

/// <summary>What was found and written.</summary>
/// <param name="Path">The configuration that was written.</param>
/// <param name="Sources">Per source: its files, and the contract tables they fill with the number of columns mapped.</param>
/// <param name="Unused">Files that fill nothing, and why.</param>
/// <param name="Doubts">What a person must look at: the source it stands under, and the doubt.</param>
/// <param name="LastOrderDay">Day of the newest order line that was seen.</param>
public sealed record InitResult(
    string Path,
    IReadOnlyList<(string Source, string Files, string Fills)> Sources,
    IReadOnlyList<(string Path, string Why)> Unused,
    IReadOnlyList<(string Source, string Text)> Doubts,
    DateOnly? LastOrderDay);

/// <summary>Makes a project from the files or tables of a company: looks at them, proposes how they are mapped, and says what it doubts.</summary>
public static class InitProject
{
    /// <summary>Writes segmentation.yml.</summary>
    /// <exception cref="RunRefusedException">There is one already, nothing can be read, or no file holds order lines.</exception>
    public static InitResult Run(InitRequest request)
    {
        string folder = System.IO.Path.GetFullPath(request.Folder);
        string path = System.IO.Path.Combine(folder, "segmentation.yml");
        if (File.Exists(path) && !request.IsForced)
        {
            throw new RunRefusedException($"{path} is there already. Nothing was written. Say --force to replace it, or give another folder.");
        }

        var folders = new ProjectFolders(folder, System.IO.Path.Combine(folder, "warehouse"));
        string[] files = request.Database is null || request.Files.Count > 0 ? Find(folders, request.Files) : [];
        var unused = new List<(string, string)>();
        IReadOnlyList<SourceSample> tables = request.Database is { } database ? DatabaseSample.Read(database, unused) : [];
        string company = request.Company ?? System.IO.Path.GetFileName(folder);
        ProjectProposal proposal = ProjectProposal.Make(folders, files, tables, unused, company.Length > 0 ? company : "My company", request.Currency);
        RefuseWithoutOrders(proposal, files.Length, tables.Count);
        Write(path, ConfigDraft.Write(proposal));
        return Summary(path, proposal);
    }

    private static string[] Find(ProjectFolders folders, IReadOnlyList<string> asked)
    {
        SourceListing listing;
        try
        {
            listing = SourceFiles.List(folders, new SourceConfig { Files = asked.Count > 0 ? [.. asked.Select(System.IO.Path.GetFullPath)] : ["."] });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunRefusedException($"The files cannot be listed: {error.Message} Nothing was written. Grant read access, or name other files.", error);
        }

        if (asked.Count > 0 && listing.Missing.Count > 0)
        {
            throw new RunRefusedException($"{string.Join(", ", listing.Missing)}: there is no such file or folder. Nothing was written. Correct the name.");
        }

        string[] files = [.. listing.Files.Where(file => SourceFormats.FromName(file.Path) != SourceFormat.Auto && !IsOurs(folders, file)).Select(file => file.FullPath)];
        return files.Length > 0
            ? files
            : throw new RunRefusedException(
                $"There is no CSV, Parquet, JSON lines or XLSX file {(asked.Count > 0 ? $"in {string.Join(", ", asked)}" : $"in {folders.Project}")}. Nothing was written. Put the exports there, or name them: segbatch init FOLDER --file exports/orders.csv");
    }

    private static bool IsOurs(ProjectFolders folders, SourceFile file) =>
        file.FullPath.StartsWith(folders.Warehouse + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static void RefuseWithoutOrders(ProjectProposal proposal, int fileCount, int tableCount)
    {
        if (proposal.Sources.Any(source => source.Tables.Any(table => table.Table.Name == "order_lines")))
        {
            return;
        }

        string seen = proposal.Sources.Count == 0 ? "" : $" Found: {string.Join(", ", proposal.Sources.Select(source => $"{source.Tables[0].Table.Name} in {source.Files[0]}"))}.";
        string unused = string.Concat(proposal.Unused.Take(5).Select(file => $" {file.Path}: {file.Why}."));
        string looked = tableCount > 0 || fileCount == 0 ? $"{tableCount:N0} tables" : $"{fileCount:N0} {(fileCount == 1 ? "file" : "files")}";
        throw new RunRefusedException(
            $"None of {looked} looks like order lines: a day or time, and an amount or a quantity with a price, in columns whose names say so.{seen}{unused} Nothing was written. Add the export of orders, or write segmentation.yml by hand (README, 'On your own data').");
    }

    private static void Write(string path, string text)
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            AtomicFile.Write(path, Encoding.UTF8.GetBytes(text));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunRefusedException($"{path} cannot be written: {error.Message} Nothing was written. Grant write access, or give another folder.", error);
        }
    }

    private static InitResult Summary(string path, ProjectProposal proposal) => new(
        path,
        [.. proposal.Sources.Select(source => (
            source.Name,
            source.Files.Count == 1 ? source.Files[0] : $"{source.Files.Count:N0} files",
            string.Join(", ", source.Tables.Select(table => $"{table.Table.Name} ({table.Columns.Count} columns)"))))],
        proposal.Unused,
        [
            .. proposal.Doubts.Select(doubt => ("", doubt.Text)),
            .. proposal.OtherCurrencies.Count == 0 ? [] : new[] { ("", $"Lines in {string.Join(", ", proposal.OtherCurrencies)} need exchange_rates.") },
            .. proposal.Sources.SelectMany(source => source.Tables.SelectMany(table => table.Doubts.Select(doubt => (source.Name, doubt.Text)))),
        ],
        proposal.LastOrderDay);
}
