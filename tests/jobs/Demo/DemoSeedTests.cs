using Segmentation.Jobs.Demo;

namespace Segmentation.Jobs.Tests.Demo;

public sealed class DemoSeedTests
{
    private static readonly DemoOptions Small = new() { Customers = 150 };

    [Fact]
    public void The_same_seed_gives_the_same_bytes()
    {
        using DemoFiles first = new(Small);
        using DemoFiles second = new(Small);

        second.Hashes().ShouldBe(first.Hashes());
    }

    [Fact]
    public void Another_seed_gives_another_company()
    {
        using DemoFiles first = new(Small);
        using DemoFiles second = new(Small with { Seed = 8 });

        IReadOnlyDictionary<string, string> hashes = second.Hashes();
        foreach (string path in (string[])["crm/customers.csv.gz", "shop/accounts.csv.gz", "products/products.csv.gz", "truth/totals.csv"])
        {
            hashes[path].ShouldNotBe(first.Hash(path), path);
        }
    }

    [Fact]
    public void A_larger_company_has_the_same_people_and_some_more()
    {
        using DemoFiles small = new(Small);
        using DemoFiles large = new(Small with { Customers = 300 });

        large.Lines("truth/customers.csv").Take(151).ShouldBe(small.Lines("truth/customers.csv"));
    }

    /// <summary>Goal: a part added later changes no file that is there already. Method: leave one out and compare the rest.</summary>
    [Fact]
    public void A_part_left_out_changes_no_other_parts_files()
    {
        using DemoFiles whole = new(Small);
        IReadOnlyDictionary<string, string> expected = whole.Hashes();
        foreach (IDemoPart left in DemoCompany.Parts.Where(part => part is not DefectsPart and not FilesTruthPart))
        {
            using DemoFiles files = new(Small, [.. DemoCompany.Parts.Where(part => part != left)]);
            foreach ((string path, string hash) in files.Hashes().Where(file => file.Key != "truth/files.csv"))
            {
                // Without order files there is nothing to plant defects in.
                if (left is not OrdersPart || path != DefectsPart.TruthFile)
                {
                    hash.ShouldBe(expected[path], $"{path} without {left.GetType().Name}");
                }
            }
        }
    }

    [Fact]
    public void Defects_change_only_the_files_they_are_planted_in()
    {
        using DemoFiles whole = new(Small);
        using DemoFiles clean = new(Small, [.. DemoCompany.Parts.Where(part => part is not DefectsPart)]);
        HashSet<string> spoiled = [.. whole.Truth("defects").Select(row => row["file"]), "truth/files.csv"];

        foreach ((string path, string hash) in clean.Hashes())
        {
            (whole.Hash(path) == hash).ShouldBe(!spoiled.Contains(path), path);
        }
    }

    [Fact]
    public void A_folder_that_holds_something_is_left_alone()
    {
        using DemoFiles files = new(Small);
        IReadOnlyDictionary<string, string> before = files.Hashes();

        IOException error = Should.Throw<IOException>(() => DemoCompany.Write(files.Folder, Small, CancellationToken.None));

        error.Message.ShouldContain("empty folder");
        files.Hashes().ShouldBe(before);
    }

    [Fact]
    public void Nothing_is_left_behind_when_it_is_cancelled()
    {
        string folder = Directory.CreateTempSubdirectory("demo").FullName;
        Should.Throw<OperationCanceledException>(() => DemoCompany.Write(folder, Small, new CancellationToken(canceled: true)));

        Directory.EnumerateFileSystemEntries(folder).ShouldBeEmpty();
        Directory.Delete(folder);
    }
}
