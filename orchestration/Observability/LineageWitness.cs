using System.Globalization;
using System.Text.Json.Nodes;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;
using Segmentation.Sql.Engine.Lineage;

namespace Segmentation.Batch.Observability;

/// <summary>Emits OpenLineage events: into a file a day, and to a service when there is an address.</summary>
/// <remarks>A service that does not answer is asked once per event and costs at most <see cref="LongestPost"/> each time.</remarks>
internal sealed class LineageWitness(ObservedNight night, NightLogger logger) : INightWitness
{
    /// <summary>The most that one event waits for the service.</summary>
    public static readonly TimeSpan LongestPost = TimeSpan.FromSeconds(5);

    private const string FilePrefix = "lineage-";

    private readonly LineageConfig config = night.Config.Lineage;
    private readonly LineageEvents events = new(night);
    private bool hasComputed;

    public void NightStarted() => Emit(events.Start());

    public void StepStarted(string step) => hasComputed |= step != "ingest";

    public void StepEnded(StepEnd step)
    {
        // Lineage is told per run: the steps are in the trace and the ledger.
    }

    public void Noted(string message)
    {
        // Notes are for people.
    }

    public void NightEnded(NightEnd end)
    {
        if (config.Files || config.Url is not null)
        {
            bool isDone = end.Run.Status == RunStatus.Done;
            Emit(events.End(end.Run, LineageDatasets.Inputs(night, hasComputed), isDone ? LineageDatasets.Outputs(night, Graph()) : []));
        }
    }

    public void Dispose()
    {
        // Every event is written when it happens.
    }

    /// <summary>Which columns bear on which. SQL of the company's may be such that it cannot be read; the night does not depend on it.</summary>
    private ColumnGraph? Graph()
    {
        if (!config.Columns || !hasComputed)
        {
            return null;
        }

        try
        {
            return KeptGraph.Of(night);
        }
        catch (Exception error) when (error is RunRefusedException or EngineException)
        {
            logger.Write("", log => log.LineageNotRead(error.Message));
            return null;
        }
    }

    private void Emit(JsonObject lineageEvent)
    {
        string text = lineageEvent.ToJsonString();
        // First to the service: what it does not take is in the file all the same.
        if (config.Url is { } url)
        {
            Post(url, text, (string)lineageEvent["eventType"]!);
        }

        if (config.Files)
        {
            Append(text);
        }
    }

    private void Append(string text)
    {
        string folder = Path.Combine(night.Folders.Warehouse, "lineage");
        Directory.CreateDirectory(folder);
        DateTime today = night.Clock.GetUtcNow().UtcDateTime;
        string oldest = FileOf(today.AddDays(-config.KeptDays));
        foreach (string file in Directory.EnumerateFiles(folder, $"{FilePrefix}*.jsonl"))
        {
            if (string.CompareOrdinal(Path.GetFileName(file), oldest) < 0)
            {
                File.Delete(file);
            }
        }

        File.AppendAllText(Path.Combine(folder, FileOf(today)), text + "\n");
    }

    private void Post(string url, string text, string eventType)
    {
        string? refusal = JsonPost.Send(url, text, config.Headers, LongestPost, CancellationToken.None);
        if (refusal is not null)
        {
            logger.Write("", log => log.LineageNotTaken(eventType, refusal));
        }
    }

    private static string FileOf(DateTime day) => $"{FilePrefix}{day.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}.jsonl";
}
