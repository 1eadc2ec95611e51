using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Segmentation.Jobs.Publish;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Batch.Tests.Gate;

/// <summary>A run's ledger row is enough to repeat it.</summary>
/// <remarks>Goal: whatever came afterwards (files, other versions of files, nights, another configuration), the night of a run is built
/// again and holds what it published; and when it cannot be, the reason is named. Method: nights are published, the world moves on,
/// each is repeated by the program, and the project is compared byte for byte with what it was.</remarks>
public sealed class RepeatTests
{
    private const string ThirdNight = "2026-03-01";

    [Fact]
    public void Every_night_can_be_repeated_after_files_came_and_changed_and_nothing_of_the_project_is_touched()
    {
        using GateCompany company = ThreeNights();
        string[] runs = Runs(company);
        Write(company, "segmentation.yml", File.ReadAllText(At(company, "segmentation.yml")) + "metrics:\n  later: { sql: recency_days < 9, description: Came later. }\n");
        string before = Everything(company);

        foreach (string run in runs)
        {
            JsonElement verdict = company.Json("repeat", run);

            verdict.GetProperty("verdict").GetString().ShouldBe("same", run);
            verdict.GetProperty("repeated_hash").GetString().ShouldBe(company.Ledger.Runs(9).Single(row => row.RunId == run).PublishedHash);
        }

        Everything(company).ShouldBe(before);
        company.Ledger.Runs(9).Count.ShouldBe(3);
    }

    [Fact]
    public void What_comes_out_otherwise_is_named_table_by_table()
    {
        using GateCompany company = GateCompany.New();
        string run = company.Night(KillCompany.FirstNight).RunId!;
        string hash = Falsify(company, run);
        InLedger(company, $"update publications set content_hash = '{hash}'");

        KillOutcome said = company.Company.Run(null, null, "repeat", run, "--json");

        said.ExitCode.ShouldBe(1, said.Errors);
        JsonElement verdict = JsonDocument.Parse(said.Output).RootElement;
        verdict.GetProperty("verdict").GetString().ShouldBe("differs");
        verdict.GetProperty("tables").EnumerateArray().Select(table => table.GetProperty("table").GetString()).ShouldBe(["publish.dim_segment"]);
        company.Company.Run(null, null, "repeat", run).Output.ShouldContain("Tables: publish.dim_segment (");
    }

    [Fact]
    public void A_run_whose_publication_before_was_dropped_cannot_be_repeated_and_the_first_still_can()
    {
        using GateCompany company = ThreeNights("publish: { keep_runs: 2 }\n");
        string[] runs = Runs(company);

        (string What, string Message) reason = Reasons(company, runs[1]).ShouldHaveSingleItem();

        reason.What.ShouldBe("previous publication");
        reason.Message.ShouldContain("the publication of that run was dropped on");
        reason.Message.ShouldContain("publish.keep_runs");
        company.Json("repeat", runs[0]).GetProperty("verdict").GetString().ShouldBe("same");
    }

    [Fact]
    public void Damaged_and_forgotten_raw_parts_are_named()
    {
        using GateCompany company = GateCompany.New();
        string run = company.Night(KillCompany.FirstNight).RunId!;
        RawPart part = company.Ledger.Parts().First(part => !part.IsQuarantine);
        string path = Path.Combine(company.Company.Folders.Warehouse, part.Path);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
        Reasons(company, run).ShouldHaveSingleItem().Message.ShouldContain($"{part.Path} of load {run} is not what was loaded");

        company.Run("nightly", "--quiet", "--full-refresh", "--snapshot-date", KillCompany.NextNight);

        (string what, string message) = Reasons(company, run).ShouldHaveSingleItem();
        what.ShouldBe("raw parts");
        message.ShouldContain("--full-refresh");
    }

    [Fact]
    public void A_lost_configuration_and_other_transforms_and_another_program_are_named_together()
    {
        using GateCompany company = GateCompany.New("transforms: own\n");
        const string transform = "-- own_customers: customers, for the test.\n-- grain:  one row per customer_id\n-- owner:  test\n-- reads:  mart.customers\n-- params: none\n\nselect customer_id from mart.customers\n";
        Write(company, "own/mart/own_customers.sql", transform);
        string run = company.Night(KillCompany.FirstNight).RunId!;
        company.Json("repeat", run).GetProperty("verdict").GetString().ShouldBe("same");
        Write(company, "own/mart/own_customers.sql", transform + "where true\n");
        InLedger(company, "update runs set program_version = '0.0.1'");

        Reasons(company, run).Select(reason => reason.What).ShouldBe(["program", "transforms"]);

        Write(company, "segmentation.yml", File.ReadAllText(At(company, "segmentation.yml")) + "# Another text.\n");
        InLedger(company, "delete from configurations");
        Reasons(company, run).Select(reason => reason.What).ShouldBe(["program", "configuration"]);
    }

    [Fact]
    public void A_run_that_is_unknown_or_published_nothing_is_refused()
    {
        using GateCompany company = GateCompany.New();
        company.Refused("repeat", "r1").ShouldContain("The ledger knows no run r1.");
        company.Run("plan", "--quiet", "--snapshot-date", KillCompany.FirstNight);

        company.Refused("repeat", company.Ledger.Runs(1)[0].RunId).ShouldContain("built no publication");
    }

    /// <summary>New orders before the second night, another version of an old file before the third.</summary>
    private static GateCompany ThreeNights(string addedConfig = "")
    {
        GateCompany company = GateCompany.New(addedConfig);
        company.Night(KillCompany.FirstNight);
        company.Company.Deliver(1);
        company.Night(KillCompany.NextNight);
        string orders = At(company, "orders/orders.csv");
        File.WriteAllText(orders, File.ReadAllText(orders).Replace(",5.50,", ",55.50,", StringComparison.Ordinal));
        company.Night(ThirdNight);
        return company;
    }

    private static string[] Runs(GateCompany company) =>
        [.. company.Ledger.Runs(9).Select(run => run.RunId).Order(StringComparer.Ordinal)];

    private static (string What, string Message)[] Reasons(GateCompany company, string run)
    {
        KillOutcome said = company.Company.Run(null, null, "repeat", run, "--json");
        said.ExitCode.ShouldBe(1, said.Errors);
        JsonElement verdict = JsonDocument.Parse(said.Output).RootElement;
        verdict.GetProperty("verdict").GetString().ShouldBe("cannot_be_repeated");
        return [.. verdict.GetProperty("differs_in").EnumerateArray().Select(reason =>
            (reason.GetProperty("what").GetString()!, reason.GetProperty("message").GetString()!))];
    }

    /// <summary>Changes one label in the publication's file, and gives the hash that the file has then.</summary>
    private static string Falsify(GateCompany company, string run)
    {
        using DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions { Path = PublicationFile.Of(company.Company.Folders, run).Path, Threads = 1 });
        engine.Execute("update publish.dim_segment set segment_label = segment_label || '!'; checkpoint", "test");
        IReadOnlyList<string> tables = engine.Query(
            "select table_schema || '.' || table_name from information_schema.tables where table_schema in ('publish', 'identity') and table_type = 'BASE TABLE'",
            "test", row => row.GetString(0));
        return ContentHash.Of(engine, tables, CancellationToken.None);
    }

    private static void InLedger(GateCompany company, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(company.Company.Folders.Warehouse, "ledger.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Every file of the project with its content; of the ledger its rows, since SQLite moves pages between its files.</summary>
    private static string Everything(GateCompany company)
    {
        IEnumerable<string> files = Directory.EnumerateFiles(company.Company.Folder, "*", SearchOption.AllDirectories)
            .Where(file => !Path.GetFileName(file).StartsWith("ledger.db", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetRelativePath(company.Company.Folder, file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}");
        return string.Join('\n', files.Append(Rows(company)));
    }

    private static string Rows(GateCompany company)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(company.Company.Folders.Warehouse, "ledger.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        var rows = new List<string>();
        foreach (string table in Read(connection, "select name from sqlite_master where type = 'table' order by name").ToArray())
        {
            rows.AddRange(Read(connection, $"select * from {table}").Select(row => $"{table} {row}"));
        }

        return string.Join('\n', rows);
    }

    private static IEnumerable<string> Read(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(column => $"{reader.GetValue(column)}"));
        }
    }

    private static string At(GateCompany company, string path) => Path.Combine(company.Company.Folder, path);

    private static void Write(GateCompany company, string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(company, path))!);
        File.WriteAllText(At(company, path), text);
    }
}
