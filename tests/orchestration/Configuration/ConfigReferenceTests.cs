using Segmentation.Batch.Configuration;

namespace Segmentation.Batch.Tests.Configuration;

/// <summary>References to secrets, and that what they stand for is never shown.</summary>
public sealed class ConfigReferenceTests
{
    [Fact]
    public void A_reference_is_replaced_by_what_it_names()
    {
        using ConfigFile file = new ConfigFile(ConfigFile.With("warehouse: warehouse", "warehouse: ${env:ROOT}/${file:name.txt}/$${x}")
            .Replace("threads: 2", "threads: ${env:THREADS}", StringComparison.Ordinal))
            .Set("ROOT", "/data").Set("THREADS", "7").Add("name.txt", "night\n");

        LoadedConfig loaded = file.Load();

        loaded.Config.Warehouse.ShouldBe("/data/night/${x}");
        loaded.Config.Engine.Threads.ShouldBe(7);
        loaded.Text.ShouldContain("${env:ROOT}");
    }

    [Fact]
    public void The_hash_does_not_depend_on_a_secret()
    {
        string text = ConfigFile.With("warehouse: warehouse", "warehouse: ${env:ROOT}");
        using ConfigFile one = new ConfigFile(text).Set("ROOT", "one");
        using ConfigFile two = new ConfigFile(text).Set("ROOT", "two");

        one.Load().Sha256.ShouldBe(two.Load().Sha256);
    }

    [Theory]
    [InlineData("${env:ROOT}", "warehouse: environment variable 'ROOT' is not set, or empty. Set it and run again.")]
    [InlineData("${ROOT}", "warehouse: '${ROOT}' refers to nothing known. Write ${env:NAME} or ${file:PATH}; $${ for a literal ${.")]
    [InlineData("${env:}", "warehouse: '${env:}' refers to nothing known. Write ${env:NAME} or ${file:PATH}; $${ for a literal ${.")]
    [InlineData("${env:ROOT", "warehouse: '${env:ROOT' is not closed. Write ${env:NAME} or ${file:PATH}; $${ for a literal ${.")]
    [InlineData("${file:no.txt}", "warehouse: file 'no.txt' cannot be read; looked for no.txt. Create it, or correct the path.")]
    public void A_reference_to_nothing_names_what_is_missing(string reference, string error) =>
        ConfigFile.ErrorsWith("warehouse: warehouse", $"warehouse: {reference}").ShouldBe([$"segmentation.yml:5:12: {error}"]);

    /// <summary>Goal: no message shows a secret. Method: put one where each kind of check refuses it.</summary>
    [Theory]
    [InlineData("threads: 2", "threads: ${env:SECRET}")]
    [InlineData("optional: true", "optional: ${file:secret.txt}")]
    [InlineData("currency: EUR", "currency: ${env:SECRET}")]
    [InlineData("take: most_recent", "take: '${env:SECRET}'")]
    [InlineData("delimiter: ';'", "delimiter: ${env:SECRET}")]
    [InlineData("rules: [email,", "rules: ['${env:SECRET}',")]
    [InlineData("prefer: [crm, shop]", "prefer: ['${env:SECRET}']")]
    [InlineData("parent: TOP", "parent: '${env:SECRET}'")]
    [InlineData("code: TOP", "code: '${env:SECRET}'")]
    [InlineData("k: 4", "k: ${env:SECRET_NUMBER}")]
    [InlineData("monetary: [50, 100,", "monetary: ['${env:SECRET_NUMBER}', 100,")]
    [InlineData("active_days: 60", "active_days: ${env:SECRET_NUMBER}")]
    public void A_resolved_secret_is_never_in_a_message(string old, string changed)
    {
        using ConfigFile file = new ConfigFile(ConfigFile.With(old, changed))
            .Set("SECRET", "HUNTER_TWO").Set("SECRET_NUMBER", "31337").Add("secret.txt", "HUNTER_TWO");

        string message = Should.Throw<ConfigException>(file.Load).ToString();

        message.ShouldContain("${", Case.Sensitive);
        message.ShouldNotContain("HUNTER_TWO");
        message.ShouldNotContain("31337");
    }
}
