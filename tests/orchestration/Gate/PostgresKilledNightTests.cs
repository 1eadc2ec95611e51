using Segmentation.Tests.Postgres;
using Xunit.Abstractions;

namespace Segmentation.Batch.Tests.Gate;

/// <summary>The kills of <see cref="KilledNightTests"/>, with readers on PostgreSQL.</summary>
/// <remarks>Every boundary of the target and of the promotion is killed at, and a seeded selection of the others; the short form
/// takes a seeded selection of all of them. <c>SEGBATCH_LONG=1</c> kills at least 300 times.</remarks>
[Collection(AloneCollection.Name)]
public sealed class PostgresKilledNightTests(PostgresServer server, ITestOutputHelper output) : IClassFixture<PostgresServer>
{
    private const int Seed = 20261129;
    private const int LongKills = 320;
    private const int ShortChains = 4;
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("SEGBATCH_LONG") == "1";

    [SkippableFact]
    public void Whatever_is_killed_readers_of_PostgreSQL_see_one_whole_publication()
    {
        Skip.If(OperatingSystem.IsWindows(), "Signals are sent as on Unix.");
        server.Require();
        using var chains = new KillChains(PostgresKillSetting.Of(server));
        var report = new KillReport();
        KillChain[] plan = Plan(chains);
        int done = 0;

        Parallel.ForEach(plan, new ParallelOptions { MaxDegreeOfParallelism = 2 }, chain =>
        {
            chains.Run(chain, report);
            KilledNightTests.Log($"PostgreSQL: {Interlocked.Increment(ref done)} of {plan.Length} chains; {report}");
        });

        output.WriteLine($"{chains.FirstNightPoints.Count} points of a first night, {chains.NextNightPoints.Count} of a next one; {report}");
        report.Violations.ShouldBeEmpty();
        report.Killed.ShouldBeGreaterThanOrEqualTo(IsLong ? 300 : 8);
    }

    private static KillChain[] Plan(KillChains chains)
    {
        var random = new Random(Seed);
        KillChain[] all =
        [
            .. KilledNightTests.Strides(Chosen(chains.FirstNightPoints, random), isFirstNight: true, random),
            .. KilledNightTests.Strides(Chosen(chains.NextNightPoints, random), isFirstNight: false, random),
        ];
        random.Shuffle(all);
        return IsLong ? all : all[..ShortChains];
    }

    /// <summary>All points that PostgreSQL has to do with, and of the others as many as half of the kills leave room for.</summary>
    private static string[] Chosen(IReadOnlyList<string> points, Random random)
    {
        HashSet<string> near = [.. points.Where(point => point.Contains("postgresql", StringComparison.Ordinal) || point.Contains("romotion", StringComparison.Ordinal))];
        string[] others = [.. points.Where(point => !near.Contains(point))];
        random.Shuffle(others);
        near.UnionWith(others.Take(Math.Max(0, (LongKills / 2) - near.Count)));
        return [.. points.Where(near.Contains)];
    }
}
