using Segmentation.Sql.Engine;
using Segmentation.Sql.Engine.Spark;
using Segmentation.Sql.Tests.Transforms;
using Segmentation.Tests.Spark;

namespace Segmentation.Sql.Tests.Spark;

/// <summary>The goal: Spark makes of the same rows what DuckDB makes. Method: every fixture of tests/sql/fixtures runs on DuckDB; then every
/// transform and audit that took part runs on Spark over the very rows that it read there, and the results are compared value by value.
/// A transform that has been compared over the same rows already is not compared again.</summary>
public sealed class SparkParityTests(SparkServer server, SparkParityTests.Compared compared)
    : SparkTests(server), IClassFixture<SparkParityTests.Compared>
{
    private static readonly TransformCatalog Catalog = TransformCatalog.Load();

    public static TheoryData<string> Fixtures => FixtureTests.Fixtures;

    [SkippableTheory]
    [MemberData(nameof(Fixtures))]
    public void Spark_makes_of_a_fixture_what_DuckDB_makes(string fixture)
    {
        using DuckDbEngine duckDb = Fixture.Open();
        SparkEngine spark = compared.Open(Server, Catalog);
        FixtureRun run = new Fixture(Catalog, fixture).Make(duckDb);
        string[] differences = [.. run.Made.Select(transform => (transform.Name, transform.Body))
            .Concat(run.Audits.Select(audit => (audit.Name, audit.Body)))
            .Select(query => compared.Difference(duckDb, spark, query.Name, query.Body, run.Parameters))
            .OfType<string>()];

        differences.ShouldBeEmpty();
    }

    /// <summary>What was compared so far, and the session that it was compared in.</summary>
    public sealed class Compared : IDisposable
    {
        private readonly Dictionary<string, string> sent = [];
        private readonly HashSet<string> cases = [];
        private SparkEngine? engine;

        internal SparkEngine Open(SparkServer server, TransformCatalog catalog)
        {
            if (engine is null)
            {
                engine = SparkEngine.Open(new SparkEngineOptions
                {
                    Connection = server.Connection,
                    Settings = new Dictionary<string, string>
                    {
                        // A handful of rows each: what Spark does to be fast on many takes longer than the work.
                        ["spark.sql.shuffle.partitions"] = "1",
                        ["spark.sql.adaptive.enabled"] = "false",
                        ["spark.sql.codegen.wholeStage"] = "false",
                        ["spark.sql.codegen.factoryMode"] = "NO_CODEGEN",
                    },
                });
                engine.CreateFunctions(catalog);
            }

            return engine;
        }

        internal string? Difference(
            DuckDbEngine duckDb, SparkEngine spark, string name, string body, IReadOnlyDictionary<string, object?> parameters)
        {
            var inputs = new List<string>();
            foreach (string table in SqlReads.Of(body))
            {
                inputs.Add(Send(duckDb, spark, table));
            }

            if (!cases.Add(string.Join('\u001e', inputs.Prepend($"{name} {string.Join(',', parameters)}"))))
            {
                return null;
            }

            ComparedTable expected = ComparedTable.Read(duckDb, body, parameters, name);
            try
            {
                string? difference = expected.DifferenceFrom(ComparedTable.Read(spark, body, parameters, name));
                return difference is null ? null : $"{name}: DuckDB against Spark: {difference}";
            }
            catch (SparkException error)
            {
                return $"{error.Message}\n{error.InnerException?.Message.Split('\n')[0]}";
            }
        }

        public void Dispose() => engine?.Dispose();

        /// <summary>Gives Spark a table's rows, unless it has them.</summary>
        private string Send(DuckDbEngine duckDb, SparkEngine spark, string table)
        {
            var none = new Dictionary<string, object?>();
            ComparedTable rows = ComparedTable.Read(duckDb, $"select * from {table}", none, table);
            IReadOnlyList<(string, string)> types = duckDb.Query(
                $"select column_name, column_type from (describe {table})", table, row => (row.GetString(0), row.GetString(1)));
            string content = $"{table} {string.Join(',', types)}\n{rows.Fingerprint}";
            if (sent.GetValueOrDefault(table) != content)
            {
                spark.CreateView(table, rows.ToSpark(types));
                sent[table] = content;
            }

            return content;
        }
    }
}
