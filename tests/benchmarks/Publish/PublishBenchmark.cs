using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Segmentation.Jobs.Publish;
using Segmentation.Jobs.Publish.Postgresql;
using Segmentation.Sql.Engine;
using Segmentation.Tests.Postgres;

namespace Segmentation.Benchmarks.Publish;

/// <summary>What does it cost to publish to PostgreSQL, beside a bare COPY and the same indexes, and what do readers notice?</summary>
/// <remarks>A company is published once; its publication is then multiplied to the tags asked for, staged and promoted while readers
/// ask for one customer every few milliseconds. Then the same rows, encoded beforehand, are copied into a bare table and indexed
/// the same way, with the same readers.</remarks>
public static class PublishBenchmark
{
    private const string LargeRun = "r-large";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Measures and prints.</summary>
    public static int Run(string[] args, TextWriter output)
    {
        long tags = args is ["--tags", string given] ? long.Parse(given, CultureInfo.InvariantCulture) : 10_000_000;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("segbatch-publish-");
        using var server = new PostgresServer();
        try
        {
            string connection = server.CreateDatabase();
            string live = PublishCompany.Publish(folder.FullName, connection);
            var large = new PublicationFile(LargeRun, Path.Combine(Path.GetDirectoryName(live)!, $"{LargeRun}.duckdb"));
            LargePublication.Make(live, large.Path, LargeRun, tags);
            Measure(new PublicationFile(Path.GetFileNameWithoutExtension(live), live), large, connection, folder.FullName, output);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Measure(PublicationFile first, PublicationFile large, string connection, string folder, TextWriter output)
    {
        using NpgsqlDataSource database = NpgsqlDataSource.Create(connection);
        var target = new PostgresTarget(database, "segments", TransformCatalog.Load());
        long rows = Count(large);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} tags, {Processors()}"));
        using var readers = new PollingReaders(
            connection, "select concat_ws(' ', run_id, count(*)) from segments.customer_segments where customer_id = (select min(customer_id) from segments.dim_customer) group by run_id", 2, Pause);
        readers.WaitForMore();

        Phase("no publishing", () => _ = CancellationToken.None.WaitHandle.WaitOne(3000));
        double stage = Phase("stage", () => target.Stage(large, CancellationToken.None));
        double move = Phase("move", () => target.MoveTo(LargeRun, 1000));
        Phase("roll back", () => target.MoveTo(first.RunId, 1001));
        Phase("and forth", () => target.MoveTo(LargeRun, 1002));
        var raw = new RawCopy(database, Path.Combine(folder, "rows.bin"));
        raw.Prepare(rows);
        double copy = Phase("bare copy", raw.Copy);
        double index = Phase("bare indexes", raw.Index);
        target.MoveTo(first.RunId, 1003);
        Phase("drop", () => target.Drop(LargeRun));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"stage and move {stage + move:N1} s, bare copy and indexes {copy + index:N1} s: {(stage + move) / (copy + index):N2} times; {readers.Failures.Count} readers failed; they saw {string.Join(", ", readers.Answers)}"));

        double Phase(string name, Action work)
        {
            long from = Stopwatch.GetTimestamp();
            work();
            long to = Stopwatch.GetTimestamp();
            _ = CancellationToken.None.WaitHandle.WaitOne(100);
            IReadOnlyList<TimeSpan> times = readers.Times(from, to);
            double seconds = Stopwatch.GetElapsedTime(from, to).TotalSeconds;
            double median = times.Count == 0 ? 0 : times[times.Count / 2].TotalMilliseconds;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-14} {seconds,9:N3} s  readers: {times.Count,6} answers, median {median,7:N1} ms, longest {string.Join(", ", times.Take(3).Select(time => time.TotalMilliseconds.ToString("N1", CultureInfo.InvariantCulture)))} ms  load {Load()}"));
            return seconds;
        }
    }

    private static long Count(PublicationFile publication)
    {
        using DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions { Path = publication.Path, IsReadOnly = true });
        return engine.Scalar<long>("select count(*) from publish.customer_segments", "benchmark");
    }

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    private static string Processors() => string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors, .NET {Environment.Version}");
}
