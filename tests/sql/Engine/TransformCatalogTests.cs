using CsCheck;
using Segmentation.Sql.Engine;

namespace Segmentation.Sql.Tests.Engine;

public sealed class TransformCatalogTests
{
    [Fact]
    public void A_transform_comes_after_all_that_it_reads_and_equals_by_name()
    {
        TransformCatalog catalog = TransformCatalog.FromFiles(
            [File("mart/d.sql", "mart.b, mart.c"), File("mart/c.sql", "mart.a"), File("mart/b.sql", "mart.a"), File("mart/a.sql", "raw.x")]);

        catalog.InOrder.Select(transform => transform.Table).ShouldBe(["a", "b", "c", "d"]);
    }

    /// <summary>The goal: order depends on headers alone. Method: random acyclic reads, files in random order.</summary>
    [Fact]
    public void The_order_does_not_depend_on_the_order_of_files() =>
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[2, 12]).Sample((seed, count) =>
        {
            var random = new Random(seed);
            KeyValuePair<string, string>[] files = [.. Enumerable.Range(0, count).Select(index => File(
                $"mart/t{index:00}.sql",
                string.Join(", ", Enumerable.Range(0, index)
                    .Where(_ => random.Next(3) == 0)
                    .Select(read => $"mart.t{read:00}")
                    .DefaultIfEmpty("raw.x"))))];
            TransformCatalog catalog = TransformCatalog.FromFiles(files);
            var seen = new HashSet<string>();
            foreach (Transform transform in catalog.InOrder)
            {
                transform.Reads.Where(read => read != "raw.x").ShouldAllBe(read => seen.Contains(read));
                seen.Add(transform.Name);
            }

            random.Shuffle(files);
            TransformCatalog.FromFiles(files).InOrder.Select(transform => transform.Name)
                .ShouldBe(catalog.InOrder.Select(transform => transform.Name));
        }, iter: 100);

    [Fact]
    public void A_circle_is_named_and_nothing_more() =>
        Should.Throw<TransformException>(() => TransformCatalog.FromFiles(
            [File("mart/a.sql", "mart.c"), File("mart/b.sql", "mart.a"), File("mart/c.sql", "mart.b"), File("mart/d.sql", "mart.a")]))
            .Message.ShouldBe(
                "Transforms read each other in a circle: mart.a reads mart.c reads mart.b reads mart.a. Nothing was run. "
                + "Break the circle in one of these files.");

    [Fact]
    public void A_table_that_is_defined_twice_is_refused() =>
        Should.Throw<TransformException>(() => TransformCatalog.FromFiles([File("mart/a.sql", "raw.x"), File("mart/b/a.sql", "raw.x")]))
            .Message.ShouldBe("mart.a is defined twice: mart/a.sql and mart/b/a.sql. Keep one.");

    [Theory]
    [InlineData("grain")]
    [InlineData("owner")]
    [InlineData("reads")]
    public void A_header_without_a_line_is_refused(string key)
    {
        string text = string.Join('\n', Text("a", "raw.x").Split('\n')
            .Where(line => !line.StartsWith($"-- {key}:", StringComparison.Ordinal)));

        Should.Throw<TransformException>(() => TransformCatalog.FromFiles([new("mart/a.sql", text)]))
            .Message.ShouldBe($"mart/a.sql: the header has no '{key}:' line. Add one; the night cannot be ordered without it.");
    }

    [Fact]
    public void The_first_line_names_the_table() =>
        Should.Throw<TransformException>(() => TransformCatalog.FromFiles([new("mart/a.sql", Text("b", "raw.x"))]))
            .Message.ShouldBe("mart/a.sql: the first line must be '-- a: what it is'.");

    [Fact]
    public void A_header_without_a_query_is_refused() =>
        Should.Throw<TransformException>(() => TransformCatalog.FromFiles([new("mart/a.sql", Text("a", "raw.x").Split("\nselect")[0])]))
            .Message.ShouldBe("mart/a.sql: a has a header but no query.");

    [Fact]
    public void A_header_line_may_be_continued()
    {
        TransformCatalog catalog = TransformCatalog.FromFiles([new("mart/a.sql",
            "-- a: a test of\n--         several lines.\n-- grain:  one row\n-- owner:  test\n"
            + "-- reads:  raw.x,\n--         raw.y\n-- as: view\n\nselect 1 as x")]);

        Transform transform = catalog.InOrder.ShouldHaveSingleItem();
        transform.Description.ShouldBe("a test of several lines.");
        transform.Reads.ShouldBe(["raw.x", "raw.y"]);
        transform.Materialization.ShouldBe(Materialization.View);
        transform.Body.ShouldBe("select 1 as x");
    }

    [Fact]
    public void A_table_is_a_table_or_a_view() =>
        Should.Throw<TransformException>(() => TransformCatalog.FromFiles(
            [new("mart/a.sql", "-- a: a test.\n-- grain: one row\n-- owner: test\n-- reads: none\n-- as: index\n\nselect 1 as x")]))
            .Message.ShouldBe("mart/a.sql: 'as: index' is neither table nor view.");

    [Fact]
    public void Audits_are_read_one_by_one()
    {
        TransformCatalog catalog = TransformCatalog.FromFiles([File("mart/a.sql", "raw.x"), new(
            "mart/a.audit.sql",
            "-- audit: one\n-- holds: One is one.\n\nselect 1\n\n"
            + "-- audit: two\n-- holds: Two is two.\n-- blocks: no\n-- threshold: 0.5\n\nselect 2 as measured_value\n")]);

        catalog.Audits.ShouldBe(
        [
            new Audit("one", "mart.a", "One is one.", true, 0m, "select 1", "mart/a.audit.sql"),
            new Audit("two", "mart.a", "Two is two.", false, 0.5m, "select 2 as measured_value", "mart/a.audit.sql"),
        ]);
    }

    [Fact]
    public void An_audit_says_what_holds() =>
        Should.Throw<TransformException>(() => TransformCatalog.FromFiles([new("mart/a.audit.sql", "-- audit: one\n\nselect 1")]))
            .Message.ShouldBe("mart/a.audit.sql: audit one has no 'holds:' line that says what is true when it passes.");

    [Fact]
    public void A_company_adds_transforms_from_its_folder_and_cannot_replace_ours()
    {
        string folder = Directory.CreateTempSubdirectory("transforms").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "mart"));
        System.IO.File.WriteAllText(Path.Combine(folder, "mart", "ours_alone.sql"), Text("ours_alone", "mart.customer_features"));

        TransformCatalog catalog = TransformCatalog.Load(folder);
        catalog.Find("mart.ours_alone")!.Reads.ShouldBe(["mart.customer_features"]);
        catalog.InOrder.ToList().FindIndex(transform => transform.Name == "mart.ours_alone")
            .ShouldBeGreaterThan(catalog.InOrder.ToList().FindIndex(transform => transform.Name == "mart.customer_features"));

        System.IO.File.WriteAllText(Path.Combine(folder, "mart", "customer_features.sql"), Text("customer_features", "raw.x"));
        Should.Throw<TransformException>(() => TransformCatalog.Load(folder))
            .Message.ShouldBe("mart/customer_features.sql: the product has a transform of this name. Rename yours.");
    }

    private static KeyValuePair<string, string> File(string path, string reads) =>
        new(path, Text(Path.GetFileNameWithoutExtension(path), reads));

    private static string Text(string table, string reads) =>
        $"-- {table}: a test.\n-- grain: one row per x\n-- owner: test\n-- reads: {reads}\n\nselect 1 as x";
}
