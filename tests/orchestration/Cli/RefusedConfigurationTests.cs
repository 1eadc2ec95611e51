namespace Segmentation.Batch.Tests.Cli;

/// <summary>What is wrong in the configuration is said with its place before any data is read.</summary>
public sealed class RefusedConfigurationTests
{
    private const string NothingRead = "No data was read or changed. Correct the file and run the command again.";

    [Fact]
    public void An_unknown_scheme_on_the_command_line_is_refused()
    {
        using Shop shop = Shop.Published();

        shop.RefusesNight("--scheme nobody: there is no such scheme. Nothing was run. Known: value, policy, groups.", "--scheme", "nobody");
    }

    [Fact]
    public void Unknown_words_in_rules_and_features_are_refused_together()
    {
        using Shop shop = Shop.Published()
            .Configure("and active }", "and actve }")
            .Configure("label: Everybody else }", "label: Everybody else, when: net_spnd_amount > 1 }")
            .Configure("name: recency_days", "name: recency_dys");

        Said said = shop.RefusesNight("3 errors in the configuration. " + NothingRead);

        string[] lines = File.ReadAllLines(Path.Combine(shop.Folder, "segmentation.yml"));
        int line = Array.FindIndex(lines, text => text.Contains("and actve }", StringComparison.Ordinal));
        int column = lines[line].IndexOf("when: ", StringComparison.Ordinal) + "when: ".Length;
        said.Errors.ShouldContain($"segmentation.yml:{line + 1}:{column + 1}: schemes.policy.segments[0].when: ");
        said.Errors.ShouldContain("\"actve\"");
        said.Errors.ShouldContain("schemes.policy.segments[1].when: ");
        said.Errors.ShouldContain("\"net_spnd_amount\"");
        said.Errors.ShouldContain("recency_dys");
    }

    [Fact]
    public void Unknown_keys_and_parents_are_refused_together()
    {
        using Shop shop = Shop.Published()
            .Configure("label: Everybody else }", "label: Everybody else, parent: NOBODY }")
            .Configure("restarts: 2", "restart: 2");

        Said said = shop.RefusesNight(NothingRead);

        said.Errors.ShouldContain("unknown key 'restart' in schemes.groups.kmeans. Did you mean 'restarts'?");
    }

    [Fact]
    public void A_segment_whose_parent_is_no_segment_is_refused()
    {
        using Shop shop = Shop.Published().Configure("label: Everybody else }", "label: Everybody else, parent: NOBODY }");

        shop.RefusesNight("parent 'NOBODY' is not a segment of schemes.policy. Allowed: KEY.");
    }

    [Fact]
    public void Transforms_of_the_company_that_read_each_other_are_refused()
    {
        using Shop shop = Shop.Published().Configure("transforms: own\n")
            .Write("own/mart/hens.sql", Transform("hens", "eggs"))
            .Write("own/mart/eggs.sql", Transform("eggs", "hens"));

        Said said = shop.RefusesNight("mart.eggs");

        said.Errors.ShouldContain("mart.hens");
        said.Errors.ShouldContain("circle");
    }

    [Fact]
    public void A_transforms_folder_that_is_not_there_is_refused()
    {
        using Shop shop = Shop.Published().Configure("transforms: own\n");

        shop.RefusesNight("does not exist. Nothing was run. Make it, or remove 'transforms'");
    }

    private static string Transform(string name, string reads) =>
        $"-- {name}: one of two that need each other.\n-- grain:  one row per customer_id\n-- owner:  shop\n-- reads:  mart.{reads}\n\nselect customer_id from mart.{reads}\n";
}
