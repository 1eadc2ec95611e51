using System.Globalization;
using Segmentation.Jobs.Configuration;
using Segmentation.Sql.Engine;

namespace Segmentation.Sql.Tests.Transforms;

/// <summary>One folder of made-up rows: inputs, and what the transform must make of them.</summary>
/// <remarks>A table whose CSV lies in the folder of the transform, one level up, is in every fixture of it.</remarks>
internal sealed class Fixture
{
    private readonly string folder;
    private readonly Transform target;
    private readonly TransformCatalog catalog;

    public Fixture(TransformCatalog catalog, string name)
    {
        this.catalog = catalog;
        folder = Path.Combine(Root, name);
        string table = Path.GetDirectoryName(name)!;
        target = catalog.Find(table)
            ?? throw new InvalidOperationException($"fixtures/{name}: there is no transform {table}. Name the folder schema.table.");
    }

    /// <summary>The folder of all fixtures.</summary>
    public static string Root { get; } = Path.Combine(TestFolder.Path, "fixtures");

    /// <summary>Makes the target and all that it reads from the fixture's rows, and compares.</summary>
    public void Check()
    {
        using DuckDbEngine engine = Open();
        FixtureRun run = Make(engine);

        CompareWithExpected(engine);
        FailedAudits(engine, run).ShouldBe(AuditsThatFail(), "Audits that fail on these rows.");
    }

    /// <summary>An engine for one fixture.</summary>
    public static DuckDbEngine Open() => DuckDbEngine.Open(new DuckDbOptions { Threads = 1, MemoryLimit = "1GB" });

    /// <summary>Makes the target, all that it reads, and all that the audits of these read.</summary>
    public FixtureRun Make(DuckDbEngine engine)
    {
        engine.CreateFunctions(catalog);
        var parameters = new Dictionary<string, object?>
        {
            ["snapshot_date"] = SnapshotDate(),
            ["run_id"] = "tonight",
            ["started_at"] = new DateTime(2026, 7, 1, 2, 0, 0, DateTimeKind.Utc),
        };
        HashSet<string> given = CreateInputs(engine);
        HashSet<string> known = [.. given];
        List<Transform> made = [];
        Make(engine, target, known, made, parameters);

        Audit[] audits = [.. catalog.Audits.Where(audit => made.Any(transform => transform.Name == audit.Table))];
        foreach (Transform read in audits.SelectMany(audit => SqlReads.Of(audit.Body)).Select(catalog.Find).OfType<Transform>())
        {
            Make(engine, read, known, made, parameters);
        }

        return new FixtureRun(made, audits, parameters);
    }

    private DateOnly SnapshotDate()
    {
        string file = Path.Combine(folder, "snapshot_date.txt");
        return File.Exists(file)
            ? DateOnly.ParseExact(File.ReadAllText(file).Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture)
            : new DateOnly(2026, 7, 1);
    }

    private HashSet<string> CreateInputs(DuckDbEngine engine)
    {
        FixtureTable[] tables = [.. Directory.GetFiles(folder, "*.*.csv")
            .Concat(Directory.GetFiles(Path.Combine(folder, ".."), "*.*.csv"))
            .Select(file => new FixtureTable(file))
            .DistinctBy(table => table.Name)];
        foreach (string schema in tables.Select(table => table.Name.Split('.')[0]).Append("raw").Distinct())
        {
            engine.Execute($"create schema if not exists {schema}", "fixture");
        }

        HashSet<string> made = [];
        foreach (FixtureTable table in tables)
        {
            table.Create(engine);
            made.Add(table.Name);
        }

        foreach (ContractTable table in SourceContract.Tables.Where(table => made.Add($"raw.{table.Name}")))
        {
            FixtureTable.CreateEmpty(engine, table);
        }

        return made;
    }

    /// <summary>Runs a transform after all that it reads, leaving alone what the fixture brought.</summary>
    private void Make(
        DuckDbEngine engine, Transform transform, HashSet<string> known, List<Transform> made, Dictionary<string, object?> parameters)
    {
        if (!known.Add(transform.Name))
        {
            return;
        }

        foreach (string read in transform.Reads.Where(read => !known.Contains(read)))
        {
            Make(engine, catalog.Find(read) ?? throw new InvalidOperationException(
                $"{folder}: {transform.Name} reads {read}, which no transform makes. Add {read}.csv."), known, made, parameters);
        }

        engine.RunTransform(transform, parameters);
        made.Add(transform);
    }

    private void CompareWithExpected(DuckDbEngine engine)
    {
        var expected = new FixtureTable(Path.Combine(folder, "expected.csv"));
        Dictionary<string, string> types = engine.Query(
            $"select column_name, column_type from (describe {target.Name})", "fixture", row => (row.GetString(0), row.GetString(1)))
            .ToDictionary(column => column.Item1, column => column.Item2);
        foreach (string column in expected.Columns)
        {
            types.ContainsKey(column).ShouldBeTrue($"expected.csv names {column}, which {target.Name} does not have.");
        }

        // A double is compared to nine decimals: what a person works out by hand.
        string compared = string.Join(" || ' | ' || ", expected.Columns.Select(column =>
            $"coalesce(cast({(types[column] == "DOUBLE" ? $"round({column}, 9)" : column)} as string), '-')"));
        IReadOnlyList<string> actual = engine.Query(
            $"select {compared} as line from {target.Name} order by line", "fixture", row => row.GetString(0));
        IReadOnlyList<string> wanted = engine.Query(
            $"select {compared} as line from ({expected.Select(types)}) as expected order by line", "fixture", row => row.GetString(0));
        string.Join('\n', actual).ShouldBe(string.Join('\n', wanted), $"{string.Join(" | ", expected.Columns)} of {target.Name}");
    }

    /// <summary>Right rows pass their audits too, unless the fixture says in audits_that_fail.txt which catch them.</summary>
    private string[] AuditsThatFail()
    {
        string file = Path.Combine(folder, "audits_that_fail.txt");
        return File.Exists(file) ? [.. File.ReadLines(file).Where(line => line.Length > 0).Order(StringComparer.Ordinal)] : [];
    }

    private static string[] FailedAudits(DuckDbEngine engine, FixtureRun run) =>
        [.. run.Audits
            .Where(audit => engine.Scalar<long>($"select count(*) from (\n{audit.Body}\n) as bad_rows", audit.Name, run.Parameters) > 0)
            .Select(audit => audit.Name)
            .Order(StringComparer.Ordinal)];
}

/// <summary>What was made of a fixture's rows.</summary>
/// <param name="Made">Every transform that ran, in order.</param>
/// <param name="Audits">The audits of what was made for its own sake, not of what audits read.</param>
/// <param name="Parameters">What the transforms were given.</param>
internal sealed record FixtureRun(
    IReadOnlyList<Transform> Made, IReadOnlyList<Audit> Audits, IReadOnlyDictionary<string, object?> Parameters);
