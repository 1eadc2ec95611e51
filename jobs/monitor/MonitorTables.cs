using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Monitor;

/// <summary>Incidents and the freshness of feeds for BI, as they stand when the night is published.</summary>
internal static class MonitorTables
{
    private const int MostIncidents = 10_000;

    /// <summary>Runs that may have started, and been refused, while this one was on.</summary>
    private const int NewestRuns = 100;

    public static IReadOnlyList<string> Names => ["ops.ops_incidents", "ops.ops_feed_sla"];

    /// <summary>Writes both tables. Incidents are carried over the night as far as its rules can be judged before it has ended; the ledger
    /// gets them when it has.</summary>
    public static void Write(DuckDbEngine engine, JobContext context)
    {
        engine.Execute(
            """
            create table ops.ops_incidents (
                incident_id string, rule string, subject string, occurrence integer, status string, severity string, message string,
                opened_at timestamp, last_seen_at timestamp, night_count integer, escalation_level integer, run_id string,
                closed_at timestamp, actor string, reason string
            );
            create table ops.ops_feed_sla (
                source_system string, snapshot_date date, file_count integer, last_loaded_at timestamp, last_date date,
                silence_days integer, allowed_days double, is_declared boolean, is_late boolean
            )
            """,
            "copy of the incidents");
        RunRow? run = context.Ledger.Runs(NewestRuns).FirstOrDefault(known => known.RunId == context.Run.RunId);
        if (run?.SnapshotDate is not { } snapshotDate)
        {
            return;
        }

        IReadOnlyList<IncidentChange> changes = NightWatch.Look(context.Ledger, context.Run.Config, run, context.Run.StartedAt);
        HashSet<string> changed = [.. changes.Select(change => change.Incident.IncidentId)];
        IEnumerable<Incident> incidents = context.Ledger.Incidents(MostIncidents)
            .Where(incident => !changed.Contains(incident.IncidentId))
            .Concat(changes.Select(change => change.Incident))
            .OrderByDescending(incident => incident.OpenedAt).ThenBy(incident => incident.IncidentId, StringComparer.Ordinal);
        engine.Append("ops.ops_incidents", incidents, (row, incident) => row
            .AppendValue(incident.IncidentId).AppendValue(incident.Rule).AppendValue(incident.Subject).AppendValue(incident.Occurrence)
            .AppendValue(incident.Status.ToString().ToLowerInvariant()).AppendValue(incident.Severity.ToString().ToLowerInvariant())
            .AppendValue(incident.Message).AppendValue(incident.OpenedAt.UtcDateTime).AppendValue(incident.LastSeenAt.UtcDateTime)
            .AppendValue(incident.NightCount).AppendValue(incident.Level).AppendValue(incident.RunId)
            .AppendValue(incident.ClosedAt?.UtcDateTime).AppendValue(incident.Actor).AppendValue(incident.Reason));

        NightFacts facts = NightFacts.Read(context.Ledger, run, snapshotDate, nights: 1);
        engine.Append("ops.ops_feed_sla", FeedStopped.States(facts, context.Run.Config), (row, feed) => row
            .AppendValue(feed.Source).AppendValue(snapshotDate).AppendValue(feed.FileCount).AppendValue(feed.LastLoadedAt?.UtcDateTime)
            .AppendValue(feed.LastDate).AppendValue(feed.SilenceDays).AppendValue(feed.AllowedDays).AppendValue(feed.IsDeclared)
            .AppendValue(feed.IsLate));
    }
}
