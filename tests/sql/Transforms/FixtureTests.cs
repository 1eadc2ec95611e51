using Segmentation.Sql.Engine;

namespace Segmentation.Sql.Tests.Transforms;

/// <summary>Every folder below fixtures is a test, named by its folder. To add one, add a folder.</summary>
public sealed class FixtureTests
{
    private static readonly TransformCatalog Catalog = TransformCatalog.Load();

    public static TheoryData<string> Fixtures =>
        [.. Directory.GetFiles(Fixture.Root, "expected.csv", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Fixture.Root, Path.GetDirectoryName(file)!).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void A_transform_makes_of_its_input_what_is_expected(string fixture) => new Fixture(Catalog, fixture).Check();

    [Fact]
    public void Every_folder_of_a_fixture_says_what_is_expected()
    {
        IEnumerable<string> silent = Directory.GetDirectories(Fixture.Root)
            .SelectMany(Directory.GetDirectories)
            .Where(folder => !File.Exists(Path.Combine(folder, "expected.csv")));

        silent.ShouldBeEmpty();
    }
}
