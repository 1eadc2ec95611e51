using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Segmentation.Batch.Tests.Cli;
using Segmentation.Jobs.Demo;
using Segmentation.Sql.Engine;

namespace Segmentation.Batch.Tests.Observability;

/// <summary>
/// Goal: no personal value and no secret in anything that tells of a night. Method: a demo company with secrets in its configuration and
/// everything switched on runs a night that is published and one that fails over a damaged file full of customers; then all that was
/// written beside the data itself, said or received is searched for every e-mail address, phone number, name, address and record id of
/// the company's customers and for the secrets.
/// </summary>
public sealed class NothingPrivateTests : IDisposable
{
    private static readonly Dictionary<string, string> Secrets = new()
    {
        ["SEGBATCH_TEST_SMTP_PASSWORD"] = "smtp-secret-5d1f",
        ["SEGBATCH_TEST_HOOK_TOKEN"] = "hook-secret-77ab",
        ["SEGBATCH_TEST_OTLP_TOKEN"] = "otlp-secret-90cd",
        ["SEGBATCH_TEST_LINEAGE_TOKEN"] = "lineage-secret-13ef",
    };

    private readonly string folder = Directory.CreateTempSubdirectory("segbatch-private-").FullName;

    [Fact]
    public void Nothing_that_tells_of_a_night_holds_a_customer_or_a_secret()
    {
        using var web = new HttpReceiver();
        using var mail = new MailReceiver();
        DemoSummary company = DemoCompany.Write(folder, new DemoOptions { Customers = 250, Nights = 2, Seed = 5 }, CancellationToken.None);
        File.AppendAllText(company.ConfigFile, Observed(web, mail));

        Said done = Night(company.SnapshotDates[0]);
        done.ExitCode.ShouldBe(0, done.ToString());
        IReadOnlyList<string> customers = Customers();
        File.WriteAllText(Path.Combine(folder, "orders", "shop", "2026-06-29-late.csv.gz"), string.Join('\n', customers));
        Said failed = Night(company.SnapshotDates[1]);
        failed.ExitCode.ShouldBe(1, failed.ToString());

        mail.Mails.ShouldNotBeEmpty();
        web.Requests.Select(request => request.Path).Distinct().Order().ShouldBe(["/hook", "/lineage", "/v1/logs", "/v1/metrics", "/v1/traces"]);
        Dictionary<string, string> told = Told(web, mail, done, failed);
        foreach (string needed in (string[])["ledger.db", ".jsonl", "told.jsonl", "ops tables", "received", "mails", "said"])
        {
            told.Keys.ShouldContain(name => name.EndsWith(needed, StringComparison.Ordinal));
        }

        customers.Count.ShouldBeGreaterThan(1000);
        foreach ((string place, string text) in told)
        {
            customers.Where(value => text.Contains(value, StringComparison.Ordinal)).ShouldBeEmpty(place);
            Secrets.Values.Where(secret => text.Contains(secret, StringComparison.Ordinal)).ShouldBeEmpty(place);
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string Observed(HttpReceiver web, MailReceiver mail) =>
        $$"""

        logs: { level: debug }
        telemetry: { otlp: '{{web.Address}}', protocol: http, headers: { Authorization: '${env:SEGBATCH_TEST_OTLP_TOKEN}' } }
        lineage: { url: '{{web.Address}}/lineage', headers: { Authorization: '${env:SEGBATCH_TEST_LINEAGE_TOKEN}' } }
        notify:
          desk: { kind: smtp, host: localhost, port: {{mail.Port}}, security: none, user: batch, password: '${env:SEGBATCH_TEST_SMTP_PASSWORD}', from: batch@example.com, to: desk@example.com }
          hook: { kind: webhook, url: '{{web.Address}}/hook', headers: { Authorization: '${env:SEGBATCH_TEST_HOOK_TOKEN}' } }
          file: { kind: file, path: told.jsonl }
        """;

    private Said Night(DateOnly date)
    {
        using Segbatch night = Segbatch.StartWith(Secrets, "nightly", "--config", folder, "--snapshot-date", $"{date:yyyy-MM-dd}");
        return night.End();
    }

    /// <summary>Every personal value of the company, long enough that it is found only where it was meant.</summary>
    private IReadOnlyList<string> Customers()
    {
        using DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions { Threads = 1 });
        IReadOnlyList<string> values = engine.Query(
            $"""
            with customers as (
                select * from read_parquet({SqlText.Literal(Path.Combine(folder, "warehouse/raw/customers/*.parquet"))}, union_by_name = true)
            )
            select distinct value from (
                select email as value from customers
                union all select phone from customers
                union all select given_name || ' ' || family_name from customers
                union all select company_name from customers
                union all select address_line from customers
                union all select source_record_id from customers
            ) as personal
            where length(value) >= 7
            """,
            "personal values", row => row.GetString(0));
        values.ShouldContain(value => value.Contains('@', StringComparison.Ordinal));
        values.ShouldContain(value => value.StartsWith('+'));
        return values;
    }

    private Dictionary<string, string> Told(HttpReceiver web, MailReceiver mail, Said done, Said failed)
    {
        string warehouse = Path.Combine(folder, "warehouse");
        string[] data = [.. ((string[])["raw", "quarantine", "publications", "erp", "erp_sent", "segments.duckdb"]).Select(name => Path.Combine(warehouse, name))];
        var told = Directory.EnumerateFiles(warehouse, "*", SearchOption.AllDirectories)
            .Where(file => !data.Any(place => file.StartsWith(place, StringComparison.Ordinal)))
            .Append(Path.Combine(folder, "told.jsonl"))
            .ToDictionary(file => file, file => Plain(File.ReadAllBytes(file)));
        told["received"] = string.Join('\n', web.Requests.Select(request => Plain(request.Body)));
        told["mails"] = string.Join('\n', mail.Mails);
        told["said"] = $"{done}\n{failed}";
        told["ops tables"] = OpsTables();
        return told;
    }

    /// <summary>The part of the serving file that tells of nights.</summary>
    private string OpsTables()
    {
        using DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions { Path = Path.Combine(folder, "warehouse/segments.duckdb"), IsReadOnly = true, Threads = 1 });
        var text = new StringBuilder();
        foreach (string table in engine.Query("select table_name from information_schema.tables where table_schema = 'ops'", "test", row => row.GetString(0)))
        {
            engine.Query($"select * from ops.{table}", "test", row =>
                Enumerable.Range(0, row.FieldCount).Aggregate(text, (line, column) => line.Append(row.GetValue(column)).Append('\t')).Append('\n'));
        }

        text.Length.ShouldBeGreaterThan(1000);
        return text.ToString();
    }

    /// <summary>Text as a reader sees it: what is compressed is opened, what JSON writes as \u00e9 is é.</summary>
    private static string Plain(byte[] bytes)
    {
        if (bytes is [0x1F, 0x8B, ..])
        {
            using var opened = new MemoryStream();
            using (var zip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress))
            {
                zip.CopyTo(opened);
            }

            bytes = opened.ToArray();
        }

        return Regex.Replace(
            Encoding.UTF8.GetString(bytes), @"\\u([0-9a-fA-F]{4})",
            match => ((char)int.Parse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());
    }
}
