using Segmentation.Batch.Configuration;

namespace Segmentation.Batch.Tests.Configuration;

/// <summary>A configuration in a folder of its own, and the errors it is refused with.</summary>
internal sealed class ConfigFile : IDisposable
{
    /// <summary>A file that uses every section.</summary>
    public const string Full = """
        # yaml-language-server: $schema=segmentation.schema.json
        company: Example Trading
        currency: EUR
        exchange_rates: { USD: 0.92, GBP: 1.17 }
        warehouse: warehouse
        engine:
          threads: 2
          memory_limit: 4GB
        sources:
          shop:
            files: orders/*.csv
            delimiter: ';'
            encoding: latin-1
            decimal_mark: ','
            timestamp_formats: ['%d/%m/%Y %H:%M', '%d/%m/%Y']
            null_values: [NA, 0, '-']
            tables:
              order_lines:
                columns:
                  order_id: Invoice
                  line_number: 1
                  source_record_id: CustomerID
                  ordered_at: instant(InvoiceDate)
                  quantity: number(Quantity)
                  unit_price: number(Price)
                where: Invoice not like 'A%'
          crm:
            files: [crm/customers.parquet]
            optional: true
            tables:
              customers:
                distinct: true
                columns:
                  source_record_id: id
                  email: mail
                  country: country
        identity:
          rules: [email, { on: attributes.vat_number }]
          largest_group: 20
          survivorship:
            email: { prefer: [crm, shop], take: most_recent }
        metrics:
          big_spender:
            sql: net_spend_amount > 1000
            description: Spends more than a thousand.
            owner: finance
        features:
          wholesale_share:
            sql: avg(case when channel = 'wholesale' then 1.0 else 0 end)
            from: order_lines
            unit: share
            description: Share of lines bought wholesale.
            when_missing: 0
        schemes:
          value:
            kind: rules
            states: { new_days: 30, minimum_orders: 2 }
            segments:
              - { code: TOP, label: Top, when: net_spend_amount > 9000 }
              - { code: GOLD, label: Gold, when: big_spender, parent: TOP }
              - code: OTHER
                label: Other
                when: >-
                  net_spend_amount > 0
                  and order_count > 1
          rfm:
            kind: rfm
            rfm:
              cuts:
                recency: [30, 60, 90, 180]
                frequency: [1, 2, 5, 10]
                monetary: [50, 100, 250.5, 1000]
          life:
            kind: lifecycle
            lifecycle:
              active_days: 60
              rhythm: { active: 1.5 }
          groups:
            kind: kmeans
            kmeans:
              k: 4
              features:
                - { name: recency_days, transform: log1p, scale: robust }
                - { name: net_spend_amount, weight: 2.5, when_missing: 0 }
        thresholds:
          quarantine_share: 0.05
          audits: { int_orders: 3 }
        publish: { keep_runs: 5 }
        monitoring:
          segment_shrank: { nights: 10, least_fall: 0.3 }
          escalation: { after_nights: 2 }
        notify:
          desk: { kind: file, path: told.jsonl, rules: [feed_stopped], minimum_severity: critical }
        logs: { level: debug, kept_days: 7 }
        telemetry: { otlp: http://localhost:4318, protocol: http }
        lineage: { namespace: retail }

        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("segbatch-config-");
    private readonly Dictionary<string, string> variables = [];

    public ConfigFile(string text)
        : this() => File.WriteAllText(Path, text);

    public ConfigFile(byte[] bytes)
        : this() => File.WriteAllBytes(Path, bytes);

    private ConfigFile()
    {
    }

    public string Path => System.IO.Path.Combine(folder.FullName, "segmentation.yml");

    public string Folder => folder.FullName;

    /// <summary>The full file with one part written differently.</summary>
    public static string With(string old, string changed)
    {
        Full.ShouldContain(old, Case.Sensitive);
        return Full.Replace(old, changed, StringComparison.Ordinal);
    }

    public ConfigFile Set(string variable, string value)
    {
        variables[variable] = value;
        return this;
    }

    public ConfigFile Add(string name, string text)
    {
        File.WriteAllText(System.IO.Path.Combine(folder.FullName, name), text);
        return this;
    }

    public LoadedConfig Load() => ConfigLoader.Load(Path, variables.GetValueOrDefault);

    /// <summary>The errors the file is refused with, one line each, without the folder.</summary>
    public string[] Errors()
    {
        var refused = Should.Throw<ConfigException>(Load);
        string prefix = folder.FullName + System.IO.Path.DirectorySeparatorChar;
        return [.. refused.Errors.Select(error => error.ToString().Replace(prefix, "", StringComparison.Ordinal))];
    }

    /// <summary>The errors of the full file with one part written differently.</summary>
    public static string[] ErrorsWith(string old, string changed)
    {
        using var file = new ConfigFile(With(old, changed));
        return file.Errors();
    }

    public void Dispose() => folder.Delete(recursive: true);
}
