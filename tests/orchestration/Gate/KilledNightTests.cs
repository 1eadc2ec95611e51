using Xunit.Abstractions;

namespace Segmentation.Batch.Tests.Gate;

/// <summary>Nights are killed at every boundary, and the nights that take up what they left are killed too.</summary>
/// <remarks>
/// <para>Goal: whatever is killed whenever, readers see exactly one whole publication that the ledger knows, and the next night that is
/// let be ends with what an undisturbed twin published.</para>
/// <para>Method: a real process kills itself at a fault point, or is killed from outside after some time. A chain goes through the points
/// of a night in strides: where a run goes on, the next kill hits it further on. After each kill everything is checked as readers and
/// the ledger show it. <c>SEGBATCH_LONG=1</c> reaches every point of a first and a next night; otherwise a seeded selection.</para>
/// </remarks>
[Collection(AloneCollection.Name)]
public sealed class KilledNightTests(ITestOutputHelper output)
{
    private const int Seed = 20261128;
    private const int KillsPerChain = 4;
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("SEGBATCH_LONG") == "1";

    [SkippableFact]
    public void Whatever_is_killed_readers_see_one_whole_publication_and_the_next_night_ends_as_if_nothing_had_been()
    {
        Skip.If(OperatingSystem.IsWindows(), "Signals are sent as on Unix.");
        using var chains = new KillChains(KillSetting.Embedded);
        var report = new KillReport();

        IReadOnlyList<KillChain> plan = Plan(chains);
        int done = 0;
        Parallel.ForEach(plan, new ParallelOptions { MaxDegreeOfParallelism = 2 }, chain =>
        {
            chains.Run(chain, report);
            Log($"{Interlocked.Increment(ref done)} of {plan.Count} chains; {report}");
        });

        output.WriteLine($"{chains.FirstNightPoints.Count} points of a first night, {chains.NextNightPoints.Count} of a next one; {report}");
        report.Violations.ShouldBeEmpty();
        report.Killed.ShouldBeGreaterThanOrEqualTo(IsLong ? 1000 : 30);
        report.WentOn.ShouldBeGreaterThan(0);
        report.Superseded.ShouldBeGreaterThan(0);
    }

    private static IReadOnlyList<KillChain> Plan(KillChains chains)
    {
        var random = new Random(Seed);
        KillChain[] all =
        [
            .. Strides(chains.FirstNightPoints, isFirstNight: true, random),
            .. Strides(chains.NextNightPoints, isFirstNight: false, random),
            .. Enumerable.Range(0, 25).Select(number => new KillChain(
                number % 5 == 0,
                [.. Enumerable.Range(0, KillsPerChain).Select(_ => new Kill(null, TimeSpan.FromMilliseconds(random.Next(200, 4000))))],
                DeliversMore: false)),
        ];
        random.Shuffle(all);
        return IsLong ? all : [BeforeItsJournal(chains.NextNightPoints), .. all[..9]];
    }

    /// <summary>A run that dies before it can keep what it has finished has nothing to go on from. Few points are that early, and the
    /// few chains of the short form may miss them all.</summary>
    private static KillChain BeforeItsJournal(IReadOnlyList<string> points)
    {
        int made = points.TakeWhile(point => !point.StartsWith("journal: made", StringComparison.Ordinal)).Count();
        made.ShouldBeInRange(1, points.Count - 1, "a night keeps a journal of its steps");
        return new KillChain(false, [new Kill(points[made - 1], null)], DeliversMore: false);
    }

    /// <summary>Chains that together kill at every point: the first in the first quarter of the night, the last in the last.</summary>
    internal static IEnumerable<KillChain> Strides(IReadOnlyList<string> points, bool isFirstNight, Random random)
    {
        int stride = (points.Count + KillsPerChain - 1) / KillsPerChain;
        for (int start = 0; start < stride; start++)
        {
            Kill[] kills = [.. Enumerable.Range(0, KillsPerChain).Select(number => start + (number * stride))
                .Where(index => index < points.Count).Select(index => new Kill(points[index], null))];
            yield return new KillChain(isFirstNight, kills, DeliversMore: random.Next(5) == 0);
        }
    }

    internal static void Log(string line)
    {
        if (Environment.GetEnvironmentVariable("SEGBATCH_KILL_LOG") is { } file)
        {
            lock (typeof(KilledNightTests))
            {
                File.AppendAllText(file, line + "\n");
            }
        }
    }
}
