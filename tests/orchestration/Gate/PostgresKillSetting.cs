using Npgsql;
using Segmentation.Batch.Ledger;
using Segmentation.Jobs.Publish;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;
using Segmentation.Tests.Postgres;

namespace Segmentation.Batch.Tests.Gate;

/// <summary>Readers on a PostgreSQL database of each company, beside the file; the ledger in SQLite.</summary>
internal static class PostgresKillSetting
{
    private const string ConnectionFile = "warehouse.txt";

    public static KillSetting Of(PostgresServer server) => new(
        "postgresql",
        folder =>
        {
            File.WriteAllText(Path.Combine(folder, ConnectionFile), server.CreateDatabase());
            return $"publish:\n  postgres: {{ connection: \"${{file:{ConnectionFile}}}\" }}\n";
        },
        company => SqlLedger.Open(new SqliteDialect(Path.Combine(company.Folders.Warehouse, "ledger.db"))),
        CheckReaders,
        IsCopied: true)
    {
        Copied = (from, to) => File.WriteAllText(
            Path.Combine(to, ConnectionFile), server.CopyDatabase(File.ReadAllText(Path.Combine(from, ConnectionFile)))),
    };

    /// <summary>What is wrong with what PostgreSQL shows: it must be one publication that the ledger knows, with every row of its file.</summary>
    private static IEnumerable<string> CheckReaders(KillCompany company, ILedger ledger)
    {
        string text = File.ReadAllText(Path.Combine(company.Folder, ConnectionFile));
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(text) { Pooling = false }.ToString());
        connection.Open();
        if (Read(connection, "select to_regclass('segments_gate.live_publication')::text")[0].Length == 0)
        {
            return ledger.Promotions(int.MaxValue).Any(promotion => promotion.Status == PromotionStatus.Done)
                ? ["PostgreSQL has no warehouse although a promotion is done"]
                : [];
        }

        string? live = Read(connection, "select run_id from segments_gate.live_publication").SingleOrDefault();
        HashSet<string> kept = [.. ledger.Publications(int.MaxValue).Where(publication => publication.DroppedAt is null).Select(publication => publication.RunId)];
        List<string> wrong = [.. Read(connection, "select run_id from segments_gate.publications").Where(run => !kept.Contains(run))
            .Select(run => $"PostgreSQL holds {run}, which the ledger does not know")];
        Promotion? newest = ledger.Promotions(int.MaxValue).FirstOrDefault(promotion => promotion.Status != PromotionStatus.Abandoned);
        if (live is null)
        {
            wrong.AddRange(newest?.Status == PromotionStatus.Done ? ["readers of PostgreSQL see nothing although a promotion is done"] : []);
            return wrong;
        }

        if (live != newest?.RunId && (newest?.Status != PromotionStatus.Intended || live != newest.ReplacedRunId))
        {
            wrong.Add($"readers of PostgreSQL see {live}, and the ledger promoted {newest?.RunId}");
        }

        wrong.AddRange(Differences(connection, PublicationFile.Of(company.Folders, live)));
        return wrong;
    }

    private static IEnumerable<string> Differences(NpgsqlConnection connection, PublicationFile publication)
    {
        using DuckDbEngine file = DuckDbEngine.Open(new DuckDbOptions { Path = publication.Path, IsReadOnly = true, Threads = 1 });
        var counts = Query(file, "select table_name, table_schema from information_schema.tables where table_type = 'BASE TABLE' and table_schema in ('publish', 'identity', 'ops')")
            .Select(table => table.Split('|')).ToDictionary(table => table[0], table => Query(file, $"select count(*), '' from {table[1]}.{table[0]}")[0].Split('|')[0]);
        foreach ((string table, string count) in counts)
        {
            string seen = Read(connection, $"select count(*)::text from segments.{table}")[0];
            if (seen != count)
            {
                yield return $"PostgreSQL shows {seen} rows of {table}, and the publication has {count}";
            }
        }

        const string Tags = "customer_id || ' ' || scheme || ' ' || coalesce(segment_code, '') || ' ' || run_id";
        string tags = Query(file, $"select md5(string_agg({Tags}, ',' order by {Tags})), '' from publish.customer_segments")[0].Split('|')[0];
        if (Read(connection, $"select md5(string_agg({Tags}, ',' order by ({Tags}) collate \"C\")) from segments.customer_segments")[0] != tags)
        {
            yield return $"the tags that PostgreSQL shows are not those of {publication.RunId}";
        }
    }

    private static IReadOnlyList<string> Query(DuckDbEngine engine, string sql) =>
        engine.Query(sql, "test", row => $"{row.GetValue(0)}|{row.GetValue(1)}");

    private static List<string> Read(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        using NpgsqlDataReader reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.IsDBNull(0) ? "" : reader.GetString(0));
        }

        return rows;
    }
}
