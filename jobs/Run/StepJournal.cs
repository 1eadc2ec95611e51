using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Run;

/// <summary>Which steps are finished, kept in the scratch database beside their results.</summary>
/// <remarks>A transform and its entry are one transaction: after a crash it is finished, with its table, or has not begun. A job may
/// write several databases, which no transaction of the engine spans, and the ledger; it is entered when it is done, and after a crash
/// in between it is done again: running a job twice leaves one result.</remarks>
public sealed class StepJournal
{
    private readonly DuckDbEngine engine;
    private readonly Dictionary<string, FinishedStep> finished;

    private StepJournal(DuckDbEngine engine, IEnumerable<FinishedStep> finished)
    {
        this.engine = engine;
        this.finished = finished.ToDictionary(step => step.Step, StringComparer.Ordinal);
    }

    /// <summary>How many steps are finished.</summary>
    public int FinishedCount => finished.Count;

    /// <summary>Opens the journal of a scratch database, making it first. From then on the run can go on after a crash.</summary>
    public static StepJournal Open(DuckDbEngine engine)
    {
        engine.Execute("create table if not exists main.finished_steps (step string, row_count bigint, summary string)", "journal of steps");
        FaultPoint.Reach("journal: made");
        return new StepJournal(engine, engine.Query(
            "select step, row_count, summary from main.finished_steps", "journal of steps",
            row => new FinishedStep(row.GetString(0), row.IsDBNull(1) ? null : row.GetInt64(1), row.GetString(2))));
    }

    /// <summary>Whether a scratch database can be read and a journal is in it.</summary>
    public static bool IsIn(string database)
    {
        if (!File.Exists(database))
        {
            return false;
        }

        try
        {
            using var engine = DuckDbEngine.Open(new DuckDbOptions { Path = database, Threads = 1 });
            return engine.HasTable("main.finished_steps");
        }
        catch (EngineException)
        {
            return false;
        }
    }

    /// <summary>Whether a step is finished.</summary>
    public bool IsFinished(string step) => finished.ContainsKey(step);

    /// <summary>Does a transform and enters it, together or not at all.</summary>
    /// <param name="step">The step.</param>
    /// <param name="work">Gives rows written, where that means something, and what was done in one line.</param>
    public FinishedStep RunWhole(string step, Func<(long? RowCount, string Summary)> work)
    {
        FinishedStep? done = null;
        FaultPoint.Reach($"step {step}: before");
        engine.InTransaction(step, () =>
        {
            done = Enter(step, work());
            FaultPoint.Reach($"step {step}: before commit");
        });
        FaultPoint.Reach($"step {step}: after commit");
        finished[step] = done!;
        return done!;
    }

    /// <summary>Does a job, then enters it.</summary>
    /// <param name="step">The step; running it twice leaves one result.</param>
    /// <param name="work">Gives rows written, where that means something, and what was done in one line.</param>
    public FinishedStep RunRepeatable(string step, Func<(long? RowCount, string Summary)> work)
    {
        FaultPoint.Reach($"step {step}: before");
        (long? RowCount, string Summary) result = work();
        FaultPoint.Reach($"step {step}: before it is entered");
        FinishedStep done = Enter(step, result);
        FaultPoint.Reach($"step {step}: after it is entered");
        finished[step] = done;
        return done;
    }

    private FinishedStep Enter(string step, (long? RowCount, string Summary) result)
    {
        engine.Execute(
            "insert into main.finished_steps values (:step, :rows, :summary)", step,
            new Dictionary<string, object?> { ["step"] = step, ["rows"] = result.RowCount, ["summary"] = result.Summary });
        return new FinishedStep(step, result.RowCount, result.Summary);
    }
}

/// <summary>A step that is finished.</summary>
public sealed record FinishedStep(string Step, long? RowCount, string Summary);
