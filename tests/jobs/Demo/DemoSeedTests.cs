using Segmentation.Jobs.Demo;

namespace Segmentation.Jobs.Tests.Demo;

/// <summary>A small company, made once for the tests that compare others with it.</summary>
public sealed class SmallDemoFixture : IDisposable
{
    public static DemoOptions Options { get; } = new() { Customers = 80, Months = 12 };

    public DemoFiles Files { get; } = new(Options);

    public void Dispose() => Files.Dispose();
}

/// <summary>The seed decides everything, and parts do not disturb one another.</summary>
public sealed class DemoSeedTests(SmallDemoFixture small) : IClassFixture<SmallDemoFixture>
{
    private static readonly DemoOptions Small = SmallDemoFixture.Options;

    [Fact]
    public void The_same_seed_gives_the_same_bytes()
    {
        using DemoFiles again = new(Small);

        Differences(again.Hashes(), small.Files.Hashes()).ShouldBeEmpty();
        again.Paths().ShouldBe(small.Files.Paths());
    }

    [Fact]
    public void Another_seed_gives_another_company()
    {
        using DemoFiles other = new(
            Small with { Seed = 8 }, [new ProductsPart(), new CrmPart(), new ShopPart(), new LedgerPart(), new TotalsTruthPart()]);

        other.Paths().Where(path => other.Hash(path) == small.Files.Hash(path)).ShouldBeEmpty();
    }

    [Fact]
    public void A_larger_company_has_the_same_people_and_some_more()
    {
        using DemoFiles large = new(Small with { Customers = 200 }, [new PeopleTruthPart()]);

        string[] people = small.Files.Lines("truth/customers.csv");
        large.Lines("truth/customers.csv").Take(people.Length).ShouldBe(people);
    }

    /// <summary>Goal: a part added later changes no file that is there already.
    /// Method: write each part alone; its files are those of the whole company.</summary>
    [Fact]
    public void A_part_alone_writes_what_it_writes_among_the_others()
    {
        IReadOnlyDictionary<string, string> whole = small.Files.Hashes();
        HashSet<string> spoiled = [.. small.Files.Truth("defects").Select(row => row["file"])];
        HashSet<string> written = [];
        foreach (IDemoPart part in DemoCompany.Parts.Where(part => part is not DefectsPart and not FilesTruthPart))
        {
            using DemoFiles alone = new(Small, [part]);
            IReadOnlyDictionary<string, string> hashes = alone.Hashes();

            hashes.Keys.ShouldAllBe(path => written.Add(path), $"{part.GetType().Name} writes another part's file");
            Differences(hashes, whole).Where(path => !spoiled.Contains(path)).ShouldBeEmpty(part.GetType().Name);
        }

        // What is left is made by the two parts that look at what others delivered.
        whole.Keys.Where(path => !written.Contains(path) && !path.EndsWith("-again.csv.gz", StringComparison.Ordinal)).ShouldBe(
            ["truth/README.md", "truth/defects.csv", "truth/files.csv"]);
    }

    [Fact]
    public void Defects_change_only_the_files_they_are_planted_in()
    {
        using DemoFiles clean = new(Small, [.. DemoCompany.Parts.Where(part => part is not DefectsPart)]);
        IEnumerable<string> spoiled = small.Files.Truth("defects").Select(row => row["file"]).Distinct().Append("truth/files.csv");

        Differences(clean.Hashes(), small.Files.Hashes()).ShouldBe(spoiled, ignoreOrder: true);
    }

    [Fact]
    public void A_folder_that_holds_something_is_left_alone()
    {
        IReadOnlyDictionary<string, string> before = small.Files.Hashes();

        IOException error = Should.Throw<IOException>(
            () => DemoCompany.Write(small.Files.Folder, Small, CancellationToken.None));

        error.Message.ShouldContain("empty folder");
        Differences(small.Files.Hashes(), before).ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_is_left_behind_when_it_is_cancelled()
    {
        string folder = Directory.CreateTempSubdirectory("demo").FullName;
        Should.Throw<OperationCanceledException>(() => DemoCompany.Write(folder, Small, new CancellationToken(canceled: true)));

        Directory.EnumerateFileSystemEntries(folder).ShouldBeEmpty();
        Directory.Delete(folder);
    }

    [Fact]
    public void Nights_outside_the_history_and_not_at_the_first_of_a_month_are_refused()
    {
        foreach (DemoOptions options in (DemoOptions[])[Small with { Nights = 13 }, Small with { LastSnapshot = new(2026, 6, 30) }])
        {
            string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
            Should.Throw<ArgumentOutOfRangeException>(() => DemoCompany.Write(folder, options, CancellationToken.None));
            Directory.Exists(folder).ShouldBeFalse();
        }
    }

    private static List<string> Differences(
        IReadOnlyDictionary<string, string> files, IReadOnlyDictionary<string, string> expected) =>
        [.. files.Where(file => expected.GetValueOrDefault(file.Key) != file.Value).Select(file => file.Key)];
}
