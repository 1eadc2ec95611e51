using System.Reflection;
using System.Text.Json;
using Segmentation.Batch.Configuration;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Publish;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Runs;

/// <summary>What happens before a run's first step: its name, what was interrupted before it, and what changed since the last.</summary>
internal sealed class RunStarter(LoadedConfig loaded, ILedger ledger, PublishGate gate, TimeProvider clock)
{
    /// <summary>Version of this program, as runs record it.</summary>
    public static readonly string ProgramVersion =
        typeof(RunStarter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private readonly List<string> notes = [];

    /// <summary>What the reader of the run's log should know.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>The newest instant that the ledger speaks of; null in an empty ledger.</summary>
    public static DateTimeOffset? NewestInstant(ILedger ledger)
    {
        IEnumerable<DateTimeOffset?> known = ledger.Runs(1).SelectMany(run => (DateTimeOffset?[])[run.StartedAt, run.FinishedAt])
            .Concat(ledger.Promotions(1).SelectMany(promotion => (DateTimeOffset?[])[promotion.IntendedAt, promotion.DoneAt]));
        return known.Max();
    }

    /// <summary>Names a run: after every run that the ledger knows, whatever the clock says.</summary>
    public RunRow Ask(NightOptions options, SegmentationConfig config, IReadOnlyList<string> schemes, string transformsHash)
    {
        DateTimeOffset? newest = ledger.Runs(1) is [RunRow run] ? run.StartedAt : null;
        DateTimeOffset now = clock.GetUtcNow();
        DateTimeOffset startedAt = new(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        if (startedAt <= newest)
        {
            startedAt = newest.Value.AddMilliseconds(1);
        }

        if (clock is SteadyClock { Shift: var shift } && shift > TimeSpan.FromSeconds(1))
        {
            notes.Add($"The machine's clock says {(now - shift).UtcDateTime:yyyy-MM-dd HH:mm:ss}, which is before what the ledger has recorded; {startedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss.fff} is taken instead. Set the clock right.");
        }

        return new RunRow
        {
            RunId = $"r{startedAt.UtcDateTime:yyyyMMdd-HHmmss-fff}",
            Command = options.Command,
            SnapshotDate = options.SnapshotDate,
            StartedAt = startedAt,
            ProgramVersion = ProgramVersion,
            ThreadCount = config.Engine.Threads > 0 ? config.Engine.Threads : Environment.ProcessorCount,
            ConfigHash = loaded.Sha256,
            TransformsHash = transformsHash,
            Request = JsonSerializer.Serialize(new RunRequest(
                options.Goal.ToString(), options.Fitting.ToString(), options.Selection, schemes, options.IsFullRefresh, options.Models)),
        };
    }

    /// <summary>Finishes what was interrupted, records the configuration, and starts the run, or lets one that was killed go on.</summary>
    /// <returns>The run that is at work from now on; null when what is asked turns out to be done already.</returns>
    public RunRow? Settle(RunRow asked, ILease lease, Func<RunRow, bool> hasNews, Func<bool>? isStillDue, CancellationToken cancellationToken)
    {
        try
        {
            if (gate.FinishInterrupted(lease, cancellationToken) is { } promotion)
            {
                notes.Add(promotion.Status == PromotionStatus.Done
                    ? $"The promotion of run {promotion.RunId} had been interrupted; it is finished now."
                    : $"The promotion of run {promotion.RunId} had been interrupted before anybody saw it, and its file is gone; it was given up.");
            }
        }
        catch (RunRefusedException error)
        {
            ledger.FinishRun(asked with { Status = RunStatus.Failed, FinishedAt = clock.GetUtcNow(), Message = error.Message });
            throw;
        }

        RecordConfiguration();
        var recovery = new RunRecovery(ledger, gate, gate.Folders, clock);
        RunRow? goesOn = recovery.Settle(asked, loaded.Config.Publish.Promotion, hasNews, notes.Add);
        bool isDue = isStillDue?.Invoke() ?? true;
        if (goesOn is not null || !isDue)
        {
            // A run that goes on ends what it began, also if all that is left of it is to say so.
            return goesOn;
        }

        RunRow started = asked with { BasedOnRunId = gate.LiveRunId };
        ledger.StartRun(started);
        return started;
    }

    /// <summary>The last step that is recorded of a run.</summary>
    public int LastPosition(RunRow run) =>
        ledger.StepsOf(run.RunId).Select(step => step.Position).DefaultIfEmpty(0).Max();

    /// <summary>A configuration that no run had before is kept with its text, and enters the change log.</summary>
    private void RecordConfiguration()
    {
        string? last = ledger.Changes().LastOrDefault(change => change.Kind == ConfigurationChange.Kind) is { } change
            ? JsonSerializer.Deserialize<ConfigurationChange>(change.Detail)!.New
            : null;
        if (last == loaded.Sha256)
        {
            return;
        }

        DateTimeOffset now = clock.GetUtcNow();
        ledger.KeepConfiguration(loaded.Sha256, loaded.Text, now, Environment.UserName);
        ledger.AppendChange(new ChangeEntry(
            now, Environment.UserName, ConfigurationChange.Kind, Path.GetFileName(loaded.Path),
            JsonSerializer.Serialize(new ConfigurationChange(loaded.Sha256, last))));
    }

    private sealed record ConfigurationChange(string New, string? Old)
    {
        public const string Kind = "configuration";
    }
}

/// <summary>What is asked of a run beside its snapshot date, as the ledger keeps it.</summary>
internal sealed record RunRequest(
    string Goal, string Fitting, string? Selection, IReadOnlyList<string> Schemes, bool IsFullRefresh, IReadOnlyDictionary<string, string>? Models = null);
