using System.Diagnostics;
using Segmentation.Jobs.Monitor;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Observability;

/// <summary>A trace per run with a span per step, and the metrics of both.</summary>
internal sealed class TelemetryWitness(ObservedNight night, TelemetryProviders providers) : INightWitness
{
    /// <summary>Runs that may have started, and been refused, while this one was on.</summary>
    private const int NewestRuns = 100;

    private Activity? run;
    private Activity? step;

    public void NightStarted()
    {
        // A run is its own trace, whatever was on in this process.
        Activity.Current = null;
        run = NightMeters.Spans.StartActivity($"segbatch {night.Run.Command}", ActivityKind.Internal);
        run?.SetTag("segbatch.run_id", night.Run.RunId);
        run?.SetTag("segbatch.snapshot_date", night.Run.SnapshotDate?.ToString("yyyy-MM-dd"));
        run?.SetTag("segbatch.command", night.Run.Command);
        run?.SetTag("segbatch.config_hash", night.Run.ConfigHash);
    }

    public void StepStarted(string started) => step = NightMeters.Spans.StartActivity(started, ActivityKind.Internal, run?.Context ?? default);

    public void StepEnded(StepEnd end)
    {
        step?.SetTag("segbatch.step.rows", end.RowCount);
        step?.SetTag("segbatch.step.cpu_ms", end.Cost.CpuMs);
        step?.SetTag("segbatch.step.summary", end.Summary);
        step?.SetStatus(end.Status == RunStatus.Done ? ActivityStatusCode.Ok : ActivityStatusCode.Error, end.Status == RunStatus.Done ? null : end.Summary);
        step?.Dispose();
        step = null;

        var labels = new TagList { { "step", end.Step }, { "status", Word(end.Status) } };
        NightMeters.StepDuration.Record(end.Cost.WallMs / 1000d, labels);
        if (end.RowCount is { } rows)
        {
            NightMeters.StepRows.Add(rows, labels);
        }
    }

    public void Noted(string message) => (step ?? run)?.AddEvent(new ActivityEvent(message));

    public void NightEnded(NightEnd end)
    {
        NightMeters.Runs.Add(1, new TagList { { "command", end.Run.Command }, { "status", Word(end.Run.Status) } });
        NightMeters.RowsQuarantined.Add(end.Result?.Ingest?.Rows(LoadFate.Quarantined) ?? 0);
        NightMeters.AuditsFailed.Add(night.Ledger.AuditResults(NewestRuns).Count(audit => audit.RunId == end.Run.RunId && !audit.Result.HasPassed));
        foreach (IncidentChange change in end.Incidents.Where(change => change.Event is not null))
        {
            NightMeters.Incidents.Add(1, new TagList { { "rule", change.Incident.Rule }, { "event", change.Event!.Value.ToString().ToLowerInvariant() } });
        }

        if (night.Ledger.Publications(1) is [var newest])
        {
            NightMeters.CustomersPublished.Record(newest.CustomerCount);
            NightMeters.SetPublicationAge(night.Clock.GetUtcNow() - newest.BuiltAt);
        }

        run?.SetTag("segbatch.published_hash", end.Run.PublishedHash);
        run?.SetStatus(end.Run.Status == RunStatus.Done ? ActivityStatusCode.Ok : ActivityStatusCode.Error, end.Run.Message);
        run?.Dispose();
        run = null;
    }

    public void Dispose()
    {
        step?.Dispose();
        run?.Dispose();
        providers.Dispose();
    }

    private static string Word(RunStatus status) => status.ToString().ToLowerInvariant();
}
