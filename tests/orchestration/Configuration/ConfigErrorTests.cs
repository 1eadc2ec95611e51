using System.Text;
using Segmentation.Batch.Configuration;

namespace Segmentation.Batch.Tests.Configuration;

/// <summary>What a reader sees when a file cannot be read, or one place holds what it may not.</summary>
public sealed class ConfigErrorTests
{
    [Fact]
    public void A_missing_file_is_named()
    {
        using var file = new ConfigFile(ConfigFile.Full);
        File.Delete(file.Path);

        file.Errors().ShouldBe(["segmentation.yml: there is no such file; looked for segmentation.yml. " +
            "Check the path, or name the file with --config."]);
    }

    [Fact]
    public void A_folder_is_not_a_file()
    {
        using var file = new ConfigFile(ConfigFile.Full);

        Should.Throw<ConfigException>(() => ConfigLoader.Load(file.Folder))
            .Errors.ShouldHaveSingleItem().Message.ShouldBe("the file cannot be read: it is a folder. Name the file in it.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("# only a comment\n")]
    [InlineData("---\n")]
    public void An_empty_file_is_refused(string text)
    {
        using var file = new ConfigFile(text);

        file.Errors().ShouldBe(["segmentation.yml: the file is empty. " +
            "A configuration has at least company, currency, sources and schemes."]);
    }

    [Fact]
    public void A_binary_file_is_refused()
    {
        using var file = new ConfigFile([(byte)'P', (byte)'A', (byte)'R', (byte)'1', 0, 1, 2]);

        file.Errors().ShouldBe(["segmentation.yml: the file is not text: byte 4 is NUL. Expected a YAML file in UTF-8."]);
    }

    [Fact]
    public void A_file_in_another_encoding_is_refused()
    {
        using var utf16 = new ConfigFile([0xFF, 0xFE, (byte)'a', 0]);
        using var latin1 = new ConfigFile(Encoding.Latin1.GetBytes("company: Example\ncurrency: Café\n"));

        utf16.Errors().ShouldBe(["segmentation.yml: the file is UTF-16. Save it as UTF-8."]);
        latin1.Errors().ShouldBe(["segmentation.yml:2:14: a byte here is not UTF-8. Save the file as UTF-8."]);
    }

    [Theory]
    [InlineData("company: Example\nsources: [a, b\nschemes: {}\n", "3:1", "something here was not expected. Check the indentation, colons, quotes and brackets here and just above.")]
    [InlineData("company: Example\ncurrency 'EUR\n", "2:1", "expected a key and its colon. Check the indentation here and just above.")]
    [InlineData("company: 'Example\ncurrency: EUR\n", "1:10", "a quote is opened here and never closed. Close it.")]
    [InlineData("company: Example: Trading\n", "1:17", "a colon and a blank stand inside a value. Put the value in quotes.")]
    [InlineData("engine:\n  threads: 2\n memory_limit: 4GB\n", "3:2", "expected a key and its colon. Check the indentation here and just above.")]
    [InlineData("company: @example\n", "1:10", "a value cannot start with this character. Put the value in quotes.")]
    [InlineData("engine:\n  : 2\n", "3:1", "a key or value is missing. Check the indentation, colons, quotes and brackets here and just above.")]
    public void What_is_not_yaml_is_refused_where_it_breaks(string text, string position, string reason)
    {
        using var file = new ConfigFile(text);

        file.Errors().ShouldBe([$"segmentation.yml:{position}: not valid YAML: {reason}"]);
    }

    [Fact]
    public void A_tab_in_the_indentation_is_called_by_its_name()
    {
        using var file = new ConfigFile("company: Example\nengine:\n\tthreads: 2\n");

        file.Errors().ShouldBe(["segmentation.yml:3:1: not valid YAML: a tab in the indentation. Indent with spaces only."]);
    }

    [Theory]
    [InlineData("- a\n- b\n", "segmentation.yml:1:1: a list stands where the configuration is expected. It takes a mapping with")]
    [InlineData("hello\n", "segmentation.yml:1:1: 'hello' stands where the configuration is expected. It takes a mapping with")]
    public void The_whole_file_is_a_mapping(string text, string error)
    {
        using var file = new ConfigFile(text);

        file.Errors().ShouldHaveSingleItem().ShouldStartWith(error);
    }

    [Theory]
    [InlineData("delimiter: ';'", "delimeter: ';'",
        "segmentation.yml:12:5: unknown key 'delimeter' in sources.shop. Did you mean 'delimiter'? Allowed: files, postgres, system, format, " +
        "delimiter, encoding, decimal_mark, header, columns, sheet, timestamp_formats, null_values, optional, expected_every_days, tables.")]
    [InlineData("warehouse: warehouse", "wherehuose: warehouse",
        "segmentation.yml:5:1: unknown key 'wherehuose' at the top level. Did you mean 'warehouse'? Allowed: company, currency, " +
        "exchange_rates, warehouse, ledger, transforms, engine, sources, identity, metrics, features, schemes, finance, profit, publish, erp, thresholds, monitoring, notify, logs, telemetry, lineage, schedule.")]
    [InlineData("currency: EUR", "curency: EUR",
        "segmentation.yml:3:1: unknown key 'curency' at the top level. Did you mean 'currency'? Allowed: company, currency, " +
        "exchange_rates, warehouse, ledger, transforms, engine, sources, identity, metrics, features, schemes, finance, profit, publish, erp, thresholds, monitoring, notify, logs, telemetry, lineage, schedule.")]
    [InlineData("take: most_recent", "take: most_recnt",
        "segmentation.yml:41:41: unknown value 'most_recnt' for identity.survivorship.email.take. Did you mean 'most_recent'? " +
        "Allowed: most_recent, oldest.")]
    [InlineData("encoding: latin-1", "encoding: ebcdic",
        "segmentation.yml:13:15: unknown value 'ebcdic' for sources.shop.encoding. Allowed: utf-8, latin-1.")]
    [InlineData("order_lines:\n        columns", "order_line:\n        columns",
        "segmentation.yml:18:7: unknown contract table 'order_line' in sources.shop.tables. Did you mean 'order_lines'? " +
        "Allowed: customers, order_lines, products, consents, survey_answers, gl_entries, service_costs, support_tickets, segment_plans, exchange_rates.")]
    [InlineData("threads: 2", "threads: many",
        "segmentation.yml:7:12: 'many' is not a whole number. engine.threads takes a whole number from 0 to 1024.")]
    [InlineData("threads: 2", "threads: '2'",
        "segmentation.yml:7:12: '2' is not a whole number. engine.threads takes a whole number from 0 to 1024. Remove the quotes.")]
    [InlineData("threads: 2", "threads: [2]",
        "segmentation.yml:7:12: a list stands where engine.threads is expected. It takes a whole number from 0 to 1024.")]
    [InlineData("threads: 2", "threads: 5000",
        "segmentation.yml:7:12: engine.threads is 5000. It takes a whole number from 0 to 1024.")]
    [InlineData("optional: true", "optional: yes",
        "segmentation.yml:29:15: 'yes' is not true or false. sources.crm.optional takes true or false.")]
    [InlineData("quarantine_share: 0.05", "quarantine_share: 5%",
        "segmentation.yml:86:21: '5%' is not a number. thresholds.quarantine_share takes a number from 0 to 1.")]
    [InlineData("code: GOLD", "code: gold",
        "segmentation.yml:60:17: 'gold' does not fit schemes.value.segments[1].code, which has the form ^[A-Z][A-Z0-9_]{0,23}$. " +
        "Short stable code, never reused: capital letters, digits and underscores.")]
    [InlineData("frequency: [1, 2, 5, 10]", "frequency: [1, 2, 5]",
        "segmentation.yml:71:9: schemes.rfm.rfm.cuts.frequency has 3 items, exactly 4 are needed. " +
        "At most the first is score 1, above the last is score 5.")]
    [InlineData("company: Example Trading\n", "",
        "segmentation.yml:1:1: required key 'company' is missing at the top level. Name of the company or project; shown in reports.")]
    [InlineData("company: Example Trading", "company:",
        "segmentation.yml:2:1: company has no value. It takes text.")]
    [InlineData("company: Example Trading", "company: ' '",
        "segmentation.yml:2:10: company is empty. Name of the company or project; shown in reports.")]
    [InlineData("    kind: rules\n", "",
        "segmentation.yml:55:3: required key 'kind' is missing in schemes.value. How the scheme cuts.")]
    [InlineData("warehouse: warehouse", "company: Other",
        "segmentation.yml:5:1: key 'company' is written twice; it first stands on line 2. Keep one.")]
    [InlineData("threads: 2", "threads: !!int 2",
        "segmentation.yml:7:12: the tag 'tag:yaml.org,2002:int' is not used here. Remove it.")]
    [InlineData("threads: 2", "? [a, b]\n  : 2",
        "segmentation.yml:7:5: a list stands where a key is expected. A key is a single word.")]
    [InlineData("threads: 2", "<<: 2",
        "segmentation.yml:7:7: '2' cannot be merged with '<<'. Merge a mapping: '<<: *anchor'.")]
    public void One_wrong_place_is_one_error(string old, string changed, string error) =>
        ConfigFile.ErrorsWith(old, changed).ShouldBe([error]);

    [Fact]
    public void An_alias_without_its_anchor_is_refused() =>
        ConfigFile.ErrorsWith("threads: 2", "threads: *unknown").ShouldBe(
            ["segmentation.yml:7:12: '*unknown' names no anchor. Write '&unknown' before the value it stands for, further up."]);

    [Fact]
    public void A_second_document_is_refused()
    {
        using var file = new ConfigFile(ConfigFile.Full + "---\ncompany: Other\n");

        file.Errors().ShouldBe(["segmentation.yml:97:1: a second document starts here. A configuration is one document."]);
    }

    [Fact]
    public void Deep_nesting_is_refused_before_the_stack_is_full()
    {
        using var file = new ConfigFile(new string('[', 100_000));

        file.Errors().ShouldHaveSingleItem().ShouldContain("nested deeper than 32 levels");
    }

    /// <summary>Ten aliases of ten aliases and so on would be ten thousand million values if each were followed.</summary>
    [Fact]
    public void Aliases_of_aliases_do_not_multiply()
    {
        var text = new StringBuilder("a0: &a0 x\n");
        for (int level = 1; level <= 10; level++)
        {
            text.Append($"a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 10))}]\n");
        }

        using var file = new ConfigFile(text.Append("sources: *a10\nexchange_rates: *a10\n").ToString());

        file.Errors().Length.ShouldBeLessThan(50);
    }

    [Fact]
    public void All_errors_come_together_and_say_how_the_data_stands()
    {
        using var file = new ConfigFile(ConfigFile.With("threads: 2", "thread: 2").Replace("k: 4", "k: 0", StringComparison.Ordinal));

        Should.Throw<ConfigException>(file.Load).Message.Replace(file.Path, "segmentation.yml", StringComparison.Ordinal).ShouldBe("""
            segmentation.yml:7:3: unknown key 'thread' in engine. Did you mean 'threads'? Allowed: threads, memory_limit.
            segmentation.yml:81:10: schemes.groups.kmeans.k is 0. It takes a whole number from 1 to 4096.
            2 errors in the configuration. No data was read or changed. Correct the file and run the command again.
            """);
    }
}
