using System.Text.RegularExpressions;
using NJsonSchema;
using Segmentation.Batch.Configuration;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Segmentation.Batch.Tests.Configuration;

public sealed partial class ConfigSchemaTests
{
    private static readonly Lazy<Task<JsonSchema>> Schema = new(() => JsonSchema.FromJsonAsync(ConfigSchema.Generate()));

    [Fact]
    public void The_shipped_schema_is_what_the_types_say()
    {
        string path = Path.Combine(Root(), "orchestration", "Configuration", "segmentation.schema.json");
        string generated = ConfigSchema.Generate();
        if (Environment.GetEnvironmentVariable("SEGBATCH_ACCEPT") == "1")
        {
            File.WriteAllText(path, generated);
        }

        string shipped = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        (shipped == generated).ShouldBeTrue(
            $"{path} is stale: the configuration's types have changed. Run the tests once with SEGBATCH_ACCEPT=1 to rewrite it.");
    }

    /// <summary>Goal: an editor and the loader never contradict each other on what one place may hold.
    /// Method: write one part of a good file in many ways, and ask both.</summary>
    [Theory]
    [InlineData("company: Example Trading", "company: 4711", true)]
    [InlineData("company: Example Trading", "company: ''", false)]
    [InlineData("company: Example Trading", "company:", false)]
    [InlineData("company: Example Trading", "", false)]
    [InlineData("company: Example Trading", "company: ${env:COMPANY}", true)]
    [InlineData("currency: EUR", "currency: ${env:CURRENCY}", true)]
    [InlineData("currency: EUR", "currency: euro", false)]
    [InlineData("warehouse: warehouse", "warehouse:", true)]
    [InlineData("warehouse: warehouse", "warehose: warehouse", false)]
    [InlineData("threads: 2", "threads: 2000", false)]
    [InlineData("threads: 2", "threads: -1", false)]
    [InlineData("threads: 2", "threads: 2.5", false)]
    [InlineData("threads: 2", "threads: '2'", false)]
    [InlineData("threads: 2", "threads: many", false)]
    [InlineData("threads: 2", "threads: ${env:THREADS}", true)]
    [InlineData("threads: 2", "threads:", true)]
    [InlineData("memory_limit: 4GB", "memory_limit: 4 elephants", false)]
    [InlineData("files: orders/*.csv", "files: [a.csv, b.csv]", true)]
    [InlineData("files: orders/*.csv", "files: []", false)]
    [InlineData("files: orders/*.csv", "files: { a: b }", false)]
    [InlineData("encoding: latin-1", "encoding: utf-8", true)]
    [InlineData("encoding: latin-1", "encoding: latin1", false)]
    [InlineData("optional: true", "optional: yes please", false)]
    [InlineData("optional: true", "optional: ${file:optional.txt}", true)]
    [InlineData("null_values: [NA, 0, '-']", "null_values: 0", true)]
    [InlineData("null_values: [NA, 0, '-']", "null_values: [[NA]]", false)]
    [InlineData("      customers:\n", "      clients:\n", false)]
    [InlineData("rules: [email, { on: attributes.vat_number }]", "rules: email", true)]
    [InlineData("rules: [email, { on: attributes.vat_number }]", "rules: [{ at: email }]", false)]
    [InlineData("rules: [email, { on: attributes.vat_number }]", "rules:", true)]
    [InlineData("take: most_recent", "take: MostRecent", false)]
    [InlineData("take: most_recent", "take: oldest", true)]
    [InlineData("kind: rules", "kind: rule", false)]
    [InlineData("    kind: rules\n", "", false)]
    [InlineData("code: GOLD", "code: gold", false)]
    [InlineData("recency: [30, 60, 90, 180]", "recency: [30, 60, 90]", false)]
    [InlineData("recency: [30, 60, 90, 180]", "recency: [30, 60, 90, many]", false)]
    [InlineData("weight: 2.5", "weight: -1", false)]
    [InlineData("quarantine_share: 0.05", "quarantine_share: 1.05", false)]
    [InlineData("audits: { int_orders: 3 }", "audits: { int_orders: three }", false)]
    [InlineData("engine:\n  threads: 2\n  memory_limit: 4GB\n", "engine:\n", true)]
    [InlineData("engine:\n  threads: 2\n  memory_limit: 4GB\n", "engine: fast\n", false)]
    public async Task Schema_and_loader_agree(string old, string changed, bool isGood)
    {
        string text = ConfigFile.With(old, changed);
        using ConfigFile file = new ConfigFile(text).Add("optional.txt", "true\n")
            .Set("COMPANY", "Example").Set("CURRENCY", "EUR").Set("THREADS", "3");

        LoaderAccepts(file).ShouldBe(isGood, "the loader");
        (await SchemaAcceptsAsync(text)).ShouldBe(isGood, "the schema");
    }

    [Fact]
    public async Task The_full_file_is_good_for_both()
    {
        using var file = new ConfigFile(ConfigFile.Full);

        LoaderAccepts(file).ShouldBeTrue();
        (await SchemaAcceptsAsync(ConfigFile.Full)).ShouldBeTrue();
    }

    [Fact]
    public async Task The_example_in_the_readme_is_good_for_both()
    {
        string readme = File.ReadAllText(Path.Combine(Root(), "orchestration", "Configuration", "README.md"));
        string example = YamlExample().Match(readme).Groups["yaml"].Value;
        using var file = new ConfigFile(example);

        LoaderAccepts(file).ShouldBeTrue();
        (await SchemaAcceptsAsync(example)).ShouldBeTrue();
    }

    [Fact]
    public async Task Every_setting_is_described()
    {
        JsonSchema schema = await Schema.Value;

        schema.Definitions.Values.Append(schema)
            .SelectMany(record => record.Properties.Values)
            .Where(property => string.IsNullOrEmpty(property.Description) && property.Reference is null)
            .Select(property => property.Name)
            .ShouldBeEmpty();
    }

    private static bool LoaderAccepts(ConfigFile file)
    {
        try
        {
            file.Load();
            return true;
        }
        catch (ConfigException)
        {
            return false;
        }
    }

    private static async Task<bool> SchemaAcceptsAsync(string yaml)
    {
        object? document = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build()
            .Deserialize(new MergingParser(new Parser(new StringReader(yaml))));
        string json = new SerializerBuilder().JsonCompatible().Build().Serialize(document);
        return (await Schema.Value).Validate(json).Count == 0;
    }

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Segmentation.Batch.sln")))
        {
            folder = folder.Parent;
        }

        return folder.ShouldNotBeNull().FullName;
    }

    [GeneratedRegex("```yaml\\n(?<yaml>.*?)```", RegexOptions.Singleline)]
    private static partial Regex YamlExample();
}
