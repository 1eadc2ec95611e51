using System.Collections.Concurrent;
using System.Globalization;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Tests.Gate;

/// <summary>A night that is killed, whose next night is killed, and so on, until one is let be.</summary>
/// <param name="IsFirstNight">The first night of a company, or the second, with new orders.</param>
/// <param name="Kills">Where or when each process is killed, in order.</param>
/// <param name="DeliversMore">Whether new orders arrive after the first kill, so that the killed run must give way.</param>
internal sealed record KillChain(bool IsFirstNight, IReadOnlyList<Kill> Kills, bool DeliversMore);

/// <summary>One kill: at a fault point, or after some time.</summary>
internal readonly record struct Kill(string? FaultPoint, TimeSpan? After);

/// <summary>What became of many kills.</summary>
internal sealed class KillReport
{
    private readonly ConcurrentBag<string> violations = [];
    private int killed;
    private int finishedBefore;
    private int wentOn;
    private int superseded;
    private int hadNoRun;
    private int wereDone;

    public int Killed => killed;

    public int WentOn => wentOn;

    public int Superseded => superseded;

    public IReadOnlyCollection<string> Violations => violations;

    public void CountKill() => Interlocked.Increment(ref killed);

    public void CountFinishedBefore() => Interlocked.Increment(ref finishedBefore);

    public void Violation(string what) => violations.Add(what);

    /// <summary>Counts what became of the run that was on when a process was killed.</summary>
    public void CountFate(RunStatus? atTheKill, RunStatus? atTheEnd) => Interlocked.Increment(ref Fate(atTheKill, atTheEnd));

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{killed} kills: of {wentOn} the run went on, of {superseded} it was superseded, {hadNoRun} came before a run began, {wereDone} after it had ended; {finishedBefore} processes ended before their kill; {violations.Count} violations");

    private ref int Fate(RunStatus? atTheKill, RunStatus? atTheEnd)
    {
        if (atTheKill is null)
        {
            return ref hadNoRun;
        }

        if (atTheKill != RunStatus.Started)
        {
            return ref wereDone;
        }

        if (atTheEnd == RunStatus.Superseded)
        {
            return ref superseded;
        }

        return ref wentOn;
    }
}

/// <summary>Runs chains of kills and checks everything after each.</summary>
internal sealed class KillChains : IDisposable
{
    private readonly KillSetting setting;
    private readonly KillCompany published;
    private readonly Dictionary<(bool IsFirstNight, bool DeliversMore), string> twins = [];

    public KillChains(KillSetting setting)
    {
        this.setting = setting;
        FirstNightPoints = Twin(isFirstNight: true, deliversMore: false);
        NextNightPoints = Twin(isFirstNight: false, deliversMore: false);
        Twin(isFirstNight: true, deliversMore: true);
        Twin(isFirstNight: false, deliversMore: true);
        published = Published();
    }

    /// <summary>Every fault point of a first night, in order.</summary>
    public IReadOnlyList<string> FirstNightPoints { get; }

    /// <summary>Every fault point of a night on top of another, in order.</summary>
    public IReadOnlyList<string> NextNightPoints { get; }

    /// <summary>Runs a chain.</summary>
    public void Run(KillChain chain, KillReport report)
    {
        using KillCompany company = Start(chain.IsFirstNight);
        string date = chain.IsFirstNight ? KillCompany.FirstNight : KillCompany.NextNight;
        var fates = new List<(string? RunId, RunStatus? Status)>();
        for (int number = 0; number < chain.Kills.Count; number++)
        {
            Kill kill = chain.Kills[number];
            KillOutcome outcome = company.Night(date, kill.FaultPoint, kill.After);
            if (!outcome.WasKilled)
            {
                report.CountFinishedBefore();
                Expect(outcome.ExitCode == 0, $"exit code {outcome.ExitCode}: {outcome.Errors}");
                continue;
            }

            report.CountKill();
            Note(KillChecks.AfterKill(company), $"after kill {number + 1}");
            RunRow? newest = setting.OpenLedger(company).Runs(1).FirstOrDefault(run => chain.IsFirstNight || run.SnapshotDate != FirstDay);
            fates.Add((newest?.RunId, newest?.Status));
            if (chain.DeliversMore && number == 0)
            {
                company.Deliver(2);
            }
        }

        if (chain.DeliversMore)
        {
            // Also when the first process ended before it could be killed.
            company.Deliver(2);
        }

        KillOutcome last = company.Night(date);
        Expect(last.ExitCode == 0, $"the night that nobody killed ended with {last.ExitCode}: {last.Errors}");
        Note(KillChecks.AtTheEnd(company, twins[(chain.IsFirstNight, chain.DeliversMore)]), "at the end");
        ILookup<string, RunStatus> ends = setting.OpenLedger(company).Runs(int.MaxValue).ToLookup(run => run.RunId, run => run.Status);
        foreach ((string? runId, RunStatus? status) in fates)
        {
            report.CountFate(status, runId is null ? null : ends[runId].First());
        }

        void Expect(bool holds, string what) => Note(holds ? [] : [what], "run");
        void Note(IEnumerable<string> wrong, string when)
        {
            foreach (string what in wrong)
            {
                report.Violation($"{string.Join(" then ", chain.Kills)}{(chain.DeliversMore ? " with more orders" : "")}, {when}: {what}");
            }
        }
    }

    public void Dispose() => published.Dispose();

    private static DateOnly FirstDay => DateOnly.ParseExact(KillCompany.FirstNight, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private KillCompany Start(bool isFirstNight) =>
        isFirstNight ? KillCompany.New(setting) : setting.IsCopied ? published.Copy() : Published();

    /// <summary>A company whose first night is published and to which new orders have come.</summary>
    private KillCompany Published()
    {
        KillCompany company = KillCompany.New(setting);
        company.Night(KillCompany.FirstNight).ExitCode.ShouldBe(0);
        company.Deliver(1);
        return company;
    }

    /// <summary>Runs the same nights undisturbed, keeps what they published, and lists the points that they reached.</summary>
    private string[] Twin(bool isFirstNight, bool deliversMore)
    {
        using KillCompany twin = isFirstNight ? KillCompany.New(setting) : Published();
        if (deliversMore)
        {
            twin.Deliver(2);
        }

        string list = Path.Combine(twin.Folder, "points.txt");
        KillOutcome outcome = twin.Night(isFirstNight ? KillCompany.FirstNight : KillCompany.NextNight, $"list:{list}");
        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        twins[(isFirstNight, deliversMore)] = setting.OpenLedger(twin).Publications(1)[0].ContentHash;
        return File.ReadAllLines(list);
    }
}
