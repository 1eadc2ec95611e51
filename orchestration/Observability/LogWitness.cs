using Segmentation.Jobs.Monitor;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Observability;

/// <summary>Writes the night into the structured log: a run and a step are each one line in and one line out.</summary>
internal sealed class LogWitness(ObservedNight night, NightLogger logger) : INightWitness
{
    private string step = "";

    public void NightStarted() => logger.Write("", log => log.RunStarted(
        night.Run.Command, night.Run.ProgramVersion, night.Run.ThreadCount, night.Run.ConfigHash));

    public void StepStarted(string started)
    {
        step = started;
        logger.Write(step, log =>
        {
            log.StepStarted();
            if (night.Catalog.Find(started) is { } transform)
            {
                log.StepSql(transform.Body);
            }
        });
    }

    public void StepEnded(StepEnd end)
    {
        logger.Write(end.Step, log =>
        {
            if (end.Status == RunStatus.Done)
            {
                log.StepDone(end.RowCount, end.Cost.WallMs, end.Cost.CpuMs, end.Summary);
            }
            else
            {
                log.StepStopped(end.Status.ToString().ToLowerInvariant(), end.Cost.WallMs, end.Summary);
            }
        });
        step = "";
    }

    public void Noted(string message) => logger.Write(step, log => log.Noted(message));

    public void NightEnded(NightEnd end) => logger.Write("", log =>
    {
        long wallMs = (long)((end.Run.FinishedAt ?? end.Run.StartedAt) - end.Run.StartedAt).TotalMilliseconds;
        switch (end.Run.Status)
        {
            case RunStatus.Done:
                log.RunDone(end.Run.Command, wallMs, end.Run.PublishedHash);
                break;
            case RunStatus.Cancelled:
                log.RunCancelled(end.Run.Command, wallMs);
                break;
            default:
                log.RunFailed(end.Run.Command, wallMs, end.Run.Message);
                break;
        }

        foreach (IncidentChange change in end.Incidents.Where(change => change.Event is not null))
        {
            Incident incident = change.Incident;
            log.IncidentChanged(
                incident.IncidentId, change.Event!.Value.ToString().ToLowerInvariant(), incident.Severity.ToString().ToLowerInvariant(),
                incident.Rule, incident.Subject, incident.Level, incident.NightCount, incident.Message);
        }
    });

    public void Dispose()
    {
        // The logger outlives its witnesses: deliveries are logged last.
    }
}
