using System.Security.Cryptography;
using System.Text;
using Segmentation.Batch.Configuration;
using Segmentation.Jobs.Configuration;

namespace Segmentation.Batch.Tests.Configuration;

public sealed class ConfigLoaderTests
{
    [Fact]
    public void Every_section_is_bound()
    {
        using var file = new ConfigFile(ConfigFile.Full);

        SegmentationConfig config = file.Load().Config;

        config.Company.ShouldBe("Example Trading");
        config.ExchangeRates["USD"].ShouldBe(0.92m);
        config.Engine.MemoryLimit.ShouldBe("4GB");
        SourceConfig shop = config.Sources["shop"];
        shop.Files.ShouldBe(["orders/*.csv"]);
        shop.Encoding.ShouldBe(SourceEncoding.Latin1);
        shop.NullValues.ShouldBe(["NA", "0", "-"]);
        shop.Tables["order_lines"].Columns["line_number"].ShouldBe("1");
        config.Sources["crm"].Optional.ShouldBeTrue();
        config.Identity.Rules.Select(rule => rule.On).ShouldBe(["email", "attributes.vat_number"]);
        config.Identity.Survivorship["email"].Prefer.ShouldBe(["crm", "shop"]);
        config.Metrics["big_spender"].Owner.ShouldBe("finance");
        config.Features["wholesale_share"].WhenMissing.ShouldBe("0");
        config.Schemes.Keys.ShouldBe(["value", "rfm", "life", "groups"]);
        config.Schemes["value"].Segments[2].When.ShouldBe("net_spend_amount > 0 and order_count > 1");
        config.Schemes["rfm"].Rfm.Cuts.ShouldNotBeNull().Monetary.ShouldBe([50m, 100m, 250.5m, 1000m]);
        config.Schemes["life"].Lifecycle.Rhythm.ShouldNotBeNull().Dormant.ShouldBe(6);
        config.Schemes["groups"].Kmeans.Features[0].Transform.ShouldBe(FeatureTransform.Log1p);
        config.Thresholds.QuarantineShare.ShouldBe(0.05);
    }

    [Fact]
    public void What_the_file_leaves_out_has_its_default()
    {
        using var file = new ConfigFile(ConfigFile.With("  threads: 2\n", "")
            .Replace("warehouse: warehouse", "warehouse:", StringComparison.Ordinal));

        SegmentationConfig config = file.Load().Config;

        config.Warehouse.ShouldBe("warehouse");
        config.Engine.Threads.ShouldBe(0);
        config.Sources["crm"].Delimiter.ShouldBe(",");
        config.Schemes["groups"].Kmeans.Restarts.ShouldBe(10);
    }

    [Theory]
    [InlineData("company", 2, 10)]
    [InlineData("sources.shop", 10, 3)]
    [InlineData("sources.shop.tables.order_lines.columns.quantity", 24, 21)]
    [InlineData("schemes.value.segments[1].when", 60, 42)]
    [InlineData("schemes.value.segments[2]", 61, 9)]
    [InlineData("schemes.value.segments[2].when", 63, 15)]
    [InlineData("identity.rules[0].on", 38, 11)]
    public void Every_setting_has_a_position(string path, int line, int column)
    {
        using var file = new ConfigFile(ConfigFile.Full);

        file.Load().PositionOf(path).ShouldBe(new ConfigPosition(file.Path, line, column));
    }

    [Fact]
    public void A_default_has_no_position_but_a_nearest_one()
    {
        using var file = new ConfigFile(ConfigFile.Full);
        LoadedConfig loaded = file.Load();

        loaded.PositionOf("schemes.groups.kmeans.restarts").ShouldBeNull();
        loaded.NearestPositionOf("schemes.groups.kmeans.restarts").ShouldBe(loaded.PositionOf("schemes.groups.kmeans")!.Value);
        loaded.NearestPositionOf("nothing.like.it").ShouldBe(new ConfigPosition(file.Path, 1, 1));
    }

    [Fact]
    public void The_hash_is_that_of_the_text_whatever_its_line_ends()
    {
        using var unix = new ConfigFile(ConfigFile.Full);
        string windowsText = ConfigFile.Full.Replace("\n", "\r\n", StringComparison.Ordinal);
        using var windows = new ConfigFile([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(windowsText)]);

        LoadedConfig loaded = unix.Load();

        loaded.Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ConfigFile.Full))));
        windows.Load().Sha256.ShouldBe(loaded.Sha256);
        loaded.Path.ShouldBe(unix.Path);
        loaded.Folder.ShouldBe(unix.Folder);
    }

    [Fact]
    public void Aliases_and_merge_keys_bring_in_what_they_name()
    {
        using var file = new ConfigFile(ConfigFile.With(
            "- { name: recency_days, transform: log1p, scale: robust }",
            "- &base { name: recency_days, transform: log1p, scale: robust }\n        - { <<: *base, name: tenure_days, scale: none }"));

        IReadOnlyList<ClusterFeature> features = file.Load().Config.Schemes["groups"].Kmeans.Features;

        features[1].Name.ShouldBe("tenure_days");
        features[1].Transform.ShouldBe(FeatureTransform.Log1p);
        features[1].Scale.ShouldBe(FeatureScale.None);
    }

    [Fact]
    public void A_line_amount_may_be_left_out_when_quantity_and_unit_price_are_mapped()
    {
        ConfigFile.Full.ShouldNotContain("line_amount");
        using var file = new ConfigFile(ConfigFile.Full);

        Should.NotThrow(file.Load);
    }

    [Theory]
    [InlineData("delimeter", "delimiter")]
    [InlineData("AtRiskDays", "at_risk_days")]
    [InlineData("at-risk-days", "at_risk_days")]
    [InlineData("fiels", "files")]
    [InlineData("zzz", null)]
    [InlineData("", null)]
    public void The_nearest_word_is_found_when_it_is_near(string word, string? nearest) =>
        NearestWord.Find(word, ["files", "format", "delimiter", "at_risk_days"]).ShouldBe(nearest);
}
