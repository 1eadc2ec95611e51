using System.Text.Json;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Notify;

/// <summary>A message in words and as a document.</summary>
/// <param name="Subject">One line.</param>
/// <param name="Body">What happened, to what, how the data stands, what to do next.</param>
/// <param name="Json">The same for programs.</param>
internal sealed record NotificationText(string Subject, string Body, string Json)
{
    public static NotificationText Of(OutboxMessage message, string company)
    {
        Incident incident = message.Incident;
        string told = message.Event.ToString().ToLowerInvariant();
        string severity = incident.Severity.ToString().ToLowerInvariant();
        string level = message.Event == IncidentEvent.Escalated ? $" to level {incident.Level}" : "";
        string last = message.Event == IncidentEvent.Closed
            ? $"Closed {incident.ClosedAt:yyyy-MM-dd HH:mm} UTC by run {incident.RunId}: the cause is gone. Nothing is to be done."
            : $"To take it on: segbatch incidents ack {incident.IncidentId} --reason \"...\"";
        return new NotificationText(
            $"[{severity}] {company}: {incident.Rule} {incident.Subject} {told}{level}",
            $"""
            {incident.Message}

            Incident {incident.IncidentId}, {told}{level}. Open since {incident.OpenedAt:yyyy-MM-dd HH:mm} UTC, seen on {incident.NightCount} {(incident.NightCount == 1 ? "night" : "nights")}, last by run {incident.RunId}.
            {last}
            """,
            JsonSerializer.Serialize(new
            {
                message_id = message.MessageId,
                company,
                @event = told,
                incident_id = incident.IncidentId,
                rule = incident.Rule,
                subject = incident.Subject,
                occurrence = incident.Occurrence,
                severity,
                escalation_level = incident.Level,
                status = incident.Status.ToString().ToLowerInvariant(),
                message = incident.Message,
                opened_at = incident.OpenedAt,
                last_seen_at = incident.LastSeenAt,
                closed_at = incident.ClosedAt,
                night_count = incident.NightCount,
                run_id = incident.RunId,
            }));
    }
}
