using System.Text.Json;

namespace Segmentation.Batch.Tests.Cli;

/// <summary>What the doctor says is what a night would meet.</summary>
public sealed class DoctorTests
{
    [Fact]
    public void Before_the_first_night_everything_is_well_and_nothing_is_made()
    {
        using Shop shop = Shop.Unpublished();

        Said said = shop.Run("doctor");

        said.ExitCode.ShouldBe(0, said.ToString());
        said.Output.ShouldContain("A night would run here.");
        Directory.Exists(shop.Warehouse).ShouldBeFalse();
    }

    [Fact]
    public void A_published_shop_is_shown_with_its_snapshot()
    {
        using Shop shop = Shop.Published();

        shop.Run("doctor").Output.ShouldContain($"snapshot {Shop.FirstNight}");
        shop.IsUntouched();
    }

    [Fact]
    public void Missing_files_are_a_failure_with_a_remedy()
    {
        using Shop shop = Shop.Unpublished();
        Directory.Delete(shop.At("orders"), recursive: true);

        Said said = shop.Run("doctor", "--json");

        said.ExitCode.ShouldBe(1);
        JsonElement source = JsonDocument.Parse(said.Output).RootElement.EnumerateArray()
            .Single(finding => finding.GetProperty("subject").GetString() == "source shop");
        source.GetProperty("health").GetString().ShouldBe("fail");
        source.GetProperty("found").GetString()!.ShouldContain("orders/*");
    }

    [Fact]
    public void A_damaged_serving_file_is_a_failure()
    {
        using Shop shop = Shop.Published();
        File.WriteAllText(shop.ServingFile, "rubbish");

        Said said = shop.Run("doctor");

        said.ExitCode.ShouldBe(1);
        said.Output.ShouldContain("cannot be read");
    }

    [Fact]
    public void A_folder_without_a_configuration_says_how_to_get_one()
    {
        Said said = Segbatch.Run("doctor", "-c", Path.Combine(Path.GetTempPath(), "no-such-project"));

        said.ExitCode.ShouldBe(1);
        said.Output.ShouldContain("segbatch init");
    }

    [Theory]
    [InlineData("bash", "segbatch ni", "nightly")]
    [InlineData("fish", "segbatch nightly --sna", "--snapshot-date")]
    public void Completion_asks_the_program_itself(string shell, string line, string expected)
    {
        Segbatch.Run("completion", shell).Output.ShouldContain("[suggest:");
        Segbatch.Run($"[suggest:{line.Length}]", line).Output.ShouldContain(expected);
    }
}
