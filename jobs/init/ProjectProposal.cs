using System.Text.RegularExpressions;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Ingest;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Init;

/// <summary>One source that would be configured: files of one shape or a table, and the contract tables they fill.</summary>
/// <param name="Name">The source's name.</param>
/// <param name="System">The source system whose record ids its rows use, when other sources use the same; null for its own.</param>
/// <param name="Files">Files, or the glob that names them all.</param>
/// <param name="Config">How they are written.</param>
/// <param name="Tables">What they fill.</param>
/// <param name="Columns">What their columns look like.</param>
internal sealed record SourceProposal(
    string Name, string? System, IReadOnlyList<string> Files, SourceConfig Config, IReadOnlyList<TableProposal> Tables, IReadOnlyList<ColumnProfile> Columns)
{
    /// <summary>Whether a night can read what changed in the table alone, by PostgreSQL's own transaction numbers.</summary>
    public bool CanFollowTransactions { get; init; }

    /// <summary>The formats of every column that is mapped to a day or time; ISO 8601 where it stands beside others.</summary>
    public IReadOnlyList<string> TimestampFormats => [.. Tables
        .SelectMany(table => table.Columns.Where(column => table.Table.Find(column.Column)!.Type is ContractType.Day or ContractType.Instant))
        .SelectMany(column => Columns.FirstOrDefault(profile => profile.Name == column.Sql)?.TimeFormats ?? [])
        .Distinct()];

    /// <summary>The decimal mark that its numbers are written with.</summary>
    public string DecimalMark => Columns.Any(column => column.HasDecimalComma) && !Columns.Any(column => column.HasDecimalPoint) ? "," : ".";
}

/// <summary>What was found in the files of a company that starts, and how it would be configured.</summary>
internal sealed partial record ProjectProposal
{
    /// <summary>How many files of one folder and extension are looked at, as long as they agree: day follows day in one shape.</summary>
    private const int MostAlike = 12;

    public required string Company { get; init; }

    public required string Currency { get; init; }

    /// <summary>Currencies that occur beside the reporting currency; each needs a rate.</summary>
    public required IReadOnlyList<string> OtherCurrencies { get; init; }

    public required IReadOnlyList<SourceProposal> Sources { get; init; }

    /// <summary>Files that fill nothing, and why.</summary>
    public required IReadOnlyList<(string Path, string Why)> Unused { get; init; }

    public required IReadOnlyList<Doubt> Doubts { get; init; }

    /// <summary>Day of the newest order line.</summary>
    public DateOnly? LastOrderDay { get; init; }

    /// <summary>Looks at files and makes a proposal.</summary>
    /// <param name="folders">The project that is made: paths are said relative to it.</param>
    /// <param name="files">Files to look at, absolute paths.</param>
    /// <param name="tables">Tables that were looked at.</param>
    /// <param name="unused">Tables that could not be read, and why; gets what fills nothing.</param>
    /// <param name="company">Name of the company.</param>
    /// <param name="currency">The reporting currency; null: as found.</param>
    public static ProjectProposal Make(
        ProjectFolders folders, IReadOnlyList<string> files, IReadOnlyList<SourceSample> tables, List<(string, string)> unused, string company, string? currency)
    {
        IReadOnlyList<SourceSample> samples = [.. tables, .. Read(folders, files, unused)];
        List<SourceProposal> sources = [.. samples.GroupBy(sample => sample.Shape).Select(group => Propose(folders, [.. group], samples, unused)).OfType<SourceProposal>()];
        AddDescribedOnLines(sources, samples);
        // Customers first: their source gives a shared system its name.
        sources.Sort((one, other) => (Rank(one), one.Files[0]).CompareTo((Rank(other), other.Files[0])));
        Unite(sources);
        Number(sources);

        var doubts = new List<Doubt>();
        (string reporting, IReadOnlyList<string> others) = Currencies(sources, currency, doubts);
        return new ProjectProposal
        {
            Company = company,
            Currency = reporting,
            OtherCurrencies = others,
            Sources = sources,
            Unused = unused,
            Doubts = doubts,
            LastOrderDay = sources.SelectMany(source => LastDays(source, samples)).Max(),
        };
    }

    /// <summary>Reads some files of every folder and, where those differ in shape, all of them.</summary>
    private static List<SourceSample> Read(ProjectFolders folders, IReadOnlyList<string> files, List<(string, string)> unused)
    {
        var samples = new List<SourceSample>();
        foreach (IGrouping<string, string> alike in files.GroupBy(file => $"{Path.GetDirectoryName(file)}/*{Extension(file)}"))
        {
            string[] all = [.. alike];
            string[] some = all.Length <= MostAlike ? all : [.. Enumerable.Range(0, MostAlike).Select(place => all[place * (all.Length - 1) / (MostAlike - 1)])];
            List<SourceSample> read = Read(folders, some, unused, all.Length > some.Length);
            if (all.Length > some.Length && read.Select(sample => sample.Shape).Distinct().Count() > 1)
            {
                read = Read(folders, all, unused, isRepeated: false);
            }

            samples.AddRange(read);
        }

        return samples;
    }

    private static List<SourceSample> Read(ProjectFolders folders, string[] files, List<(string, string)> unused, bool isRepeated)
    {
        var samples = new List<SourceSample>();
        foreach (string file in files)
        {
            try
            {
                samples.Add(SourceSample.Read(folders.Project, file));
            }
            catch (FileRefusedException error)
            {
                if (!isRepeated)
                {
                    unused.Add((Path.GetRelativePath(folders.Project, file).Replace('\\', '/'), error.Message));
                }
            }
        }

        return samples;
    }

    private static string Extension(string file) => Path.GetFileName(file) is var name && name.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot ? name[dot..] : "";

    private static SourceProposal? Propose(
        ProjectFolders folders, IReadOnlyList<SourceSample> group, IReadOnlyList<SourceSample> samples, List<(string, string)> unused)
    {
        SourceSample first = group[0];
        if (TableMatch.Of(first) is not { } table)
        {
            unused.AddRange(group.Select(sample => (sample.Path, "its columns fill no table of the contract")));
            return null;
        }

        return first.Table is { } found
            ? new SourceProposal(Words(found.Label.ToLowerInvariant()) is { Length: > 0 } name ? name : "source", null, [found.Name], first.Config, [table], first.Columns)
            {
                CanFollowTransactions = found is { IsPlain: true, Key.Count: > 0, HasBytes: false },
            }
            : new SourceProposal(NameOf(first.Path), null, Globbed(folders, group, samples), first.Config, [table], first.Columns);
    }

    /// <summary>Several files of one shape in one folder are a glob, so that tomorrow's file is read too.</summary>
    private static IReadOnlyList<string> Globbed(
        ProjectFolders folders, IReadOnlyList<SourceSample> group, IReadOnlyList<SourceSample> samples)
    {
        string[] folder = [.. group.Select(sample => Path.GetDirectoryName(sample.Path)!).Distinct()];
        if (group.Count == 1 || folder.Length > 1)
        {
            return [.. group.Select(sample => sample.Path)];
        }

        string[] names = [.. group.Select(sample => Path.GetFileName(sample.Path))];
        int prefix = Enumerable.Range(0, names.Min(name => name.Length)).TakeWhile(place => names.All(name => name[place] == names[0][place])).Count();
        // A day in the name is every day's: orders_2026-01 and orders_2026-02 are orders_*.
        string stem = DayPattern().Replace(names[0][..prefix], "");
        string glob = Path.Combine(folder[0], $"{stem}*{Extension(names[0])}").Replace('\\', '/');
        HashSet<string> others = [.. samples.Where(sample => sample.Shape != group[0].Shape).Select(sample => sample.Path)];
        // A glob that would also read files of another shape names each file instead.
        return SourceFiles.List(folders, new SourceConfig { Files = [glob] }).Files.Any(file => others.Contains(file.Path))
            ? [.. group.Select(sample => sample.Path)]
            : [glob];
    }

    private static void AddDescribedOnLines(List<SourceProposal> sources, IReadOnlyList<SourceSample> samples)
    {
        foreach ((string table, string key) in (IEnumerable<(string, string)>)[("customers", "source_record_id"), ("products", "product_id")])
        {
            if (sources.Any(source => source.Tables.Any(proposal => proposal.Table.Name == table)))
            {
                continue;
            }

            for (int place = 0; place < sources.Count; place++)
            {
                SourceProposal source = sources[place];
                SourceSample sample = samples.First(candidate => ReferenceEquals(candidate.Columns, source.Columns));
                if (source.Tables[0].Table.Name == "order_lines" && TableMatch.OnLines(table, key, sample, source.Tables[0]) is { } described)
                {
                    sources[place] = source with { Tables = [.. source.Tables, described] };
                }
            }
        }
    }

    private static int Rank(SourceProposal source) => source.Tables[0].Table.Name switch { "customers" => 0, "order_lines" => 1, _ => 2 };

    /// <summary>Sources whose customer numbers are the same numbers are one system; elsewhere number 17 may be somebody else.</summary>
    private static void Unite(List<SourceProposal> sources)
    {
        for (int place = 1; place < sources.Count; place++)
        {
            int earlier = sources.FindIndex(0, place, candidate => IsSharing(candidate, sources[place]));
            if (earlier >= 0)
            {
                string system = sources[earlier].System ?? sources[earlier].Name;
                sources[earlier] = sources[earlier] with { System = system };
                sources[place] = sources[place] with { System = system };
            }
        }
    }

    private static bool IsSharing(SourceProposal one, SourceProposal other) =>
        Ids(one) is { Count: > 0 } these && Ids(other) is { Count: > 0 } those
        && these.Count(those.Contains) * 2 > Math.Min(these.Count, those.Count);

    private static IReadOnlySet<string>? Ids(SourceProposal source) => source.Tables
        .Select(table => table.SourceOf("source_record_id")).OfType<string>()
        .Select(name => source.Columns.FirstOrDefault(column => column.Name == name)?.Distinct)
        .FirstOrDefault(ids => ids is not null);

    private static void Number(List<SourceProposal> sources)
    {
        for (int place = 0; place < sources.Count; place++)
        {
            int same = sources.Take(place).Count(source => source.Name == sources[place].Name);
            sources[place] = same == 0 ? sources[place] : sources[place] with { Name = $"{sources[place].Name}_{same + 1}" };
        }
    }

    private static (string Reporting, IReadOnlyList<string> Others) Currencies(List<SourceProposal> sources, string? asked, List<Doubt> doubts)
    {
        string[] found = [.. sources.SelectMany(source => OrderColumn(source, "currency")).SelectMany(column => column.Currencies).Distinct().Order(StringComparer.Ordinal)];
        string reporting = asked ?? (found.Contains("EUR") || found.Length == 0 ? "EUR" : found[0]);
        if (found.Length == 0 && asked is null)
        {
            doubts.Add(new Doubt("currency", "No column says the currency; EUR is assumed. Say --currency, or correct it."));
        }

        return (reporting, [.. found.Where(code => code != reporting)]);
    }

    private static IEnumerable<DateOnly?> LastDays(SourceProposal source, IReadOnlyList<SourceSample> samples)
    {
        string shape = samples.First(sample => ReferenceEquals(sample.Columns, source.Columns)).Shape;
        string[] days = [.. OrderColumn(source, "ordered_at").Select(column => column.Name)];
        return samples.Where(sample => sample.Shape == shape)
            .SelectMany(sample => sample.Columns).Where(column => days.Contains(column.Name)).Select(column => column.LastDay);
    }

    private static IEnumerable<ColumnProfile> OrderColumn(SourceProposal source, string contract) => source.Tables
        .Where(table => table.Table.Name == "order_lines").Select(table => table.SourceOf(contract))
        .SelectMany(name => source.Columns.Where(column => column.Name == name));

    private static string NameOf(string path)
    {
        string stem = Path.GetFileName(path).Split('.')[0].ToLowerInvariant();
        string name = Words(stem);
        // Files that are called by their day are called by their folder.
        string folder = Words(Path.GetFileName(Path.GetDirectoryName(path) ?? "").ToLowerInvariant());
        return name.Length > 0 ? name : folder.Length > 0 ? folder : "source";
    }

    private static string Words(string text) =>
        string.Join('_', new string([.. text.Select(character => char.IsAsciiLetterOrDigit(character) ? character : ' ')])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).TakeWhile(word => !char.IsAsciiDigit(word[0])));

    [GeneratedRegex("(?:[0-9]+[-_.]?)+$")]
    private static partial Regex DayPattern();
}
