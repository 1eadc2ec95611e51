using System.Security.Cryptography;
using System.Text;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Monitor;

/// <summary>An incident as it stands after a night, and what of it is to be told.</summary>
public sealed record IncidentChange(Incident Incident, IncidentEvent? Event);

/// <summary>Opens, carries on, escalates and closes incidents. The same ledger and verdicts give the same book.</summary>
public static class IncidentBook
{
    /// <summary>Carries the book over one night.</summary>
    /// <param name="latest">The newest occurrence of every rule and subject.</param>
    /// <param name="verdicts">What each rule says.</param>
    /// <param name="runId">The run that looked. Looking twice in one run counts as one night.</param>
    /// <param name="now">When.</param>
    /// <param name="escalation">When an incident goes up a level.</param>
    /// <returns>Only incidents that changed.</returns>
    public static IReadOnlyList<IncidentChange> Carry(
        IReadOnlyList<Incident> latest, IReadOnlyList<RuleVerdict> verdicts, string runId, DateTimeOffset now, EscalationConfig escalation)
    {
        Dictionary<(string Rule, string Subject), Incident> known = latest.ToDictionary(incident => (incident.Rule, incident.Subject));
        var judged = new HashSet<string>(StringComparer.Ordinal);
        var changes = new List<IncidentChange>();
        foreach (RuleVerdict verdict in verdicts)
        {
            foreach (RuleReading reading in verdict.Readings)
            {
                Incident? before = known.GetValueOrDefault((verdict.Rule, reading.Subject));
                judged.Add(before?.IncidentId ?? "");
                if (reading.IsBad)
                {
                    changes.Add(before is { Status: not IncidentStatus.Closed }
                        ? Escalate(SeeAgain(before, reading, runId, now), before, now, escalation)
                        : Open(verdict.Rule, reading, (before?.Occurrence ?? 0) + 1, runId, now));
                }
                else if (before is { Status: not IncidentStatus.Closed })
                {
                    changes.Add(Close(before, runId, now));
                }
            }
        }

        HashSet<string> complete = [.. verdicts.Where(verdict => verdict.IsComplete).Select(verdict => verdict.Rule)];
        foreach (Incident incident in latest.Where(incident => incident.Status != IncidentStatus.Closed && !judged.Contains(incident.IncidentId)))
        {
            IncidentChange change = complete.Contains(incident.Rule) ? Close(incident, runId, now) : Escalate(incident, incident, now, escalation);
            if (change.Incident != incident)
            {
                changes.Add(change);
            }
        }

        return changes;
    }

    /// <summary>The name of an occurrence, short enough to type.</summary>
    public static string IdOf(string rule, string subject, int occurrence) =>
        $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{rule}\n{subject}")))[..8]}-{occurrence}";

    private static IncidentChange Open(string rule, RuleReading reading, int occurrence, string runId, DateTimeOffset now) => new(
        new Incident(
            IdOf(rule, reading.Subject, occurrence), rule, reading.Subject, occurrence, IncidentStatus.Open, reading.Severity, reading.Message,
            now, now, NightCount: 1, Level: 0, runId),
        IncidentEvent.Opened);

    private static Incident SeeAgain(Incident before, RuleReading reading, string runId, DateTimeOffset now) => before with
    {
        Message = reading.Message,
        Severity = reading.Severity > before.Severity ? reading.Severity : before.Severity,
        LastSeenAt = now,
        NightCount = before.NightCount + (before.RunId == runId ? 0 : 1),
        RunId = runId,
    };

    private static IncidentChange Close(Incident incident, string runId, DateTimeOffset now) => new(
        incident with { Status = IncidentStatus.Closed, ClosedAt = now, RunId = runId }, IncidentEvent.Closed);

    /// <summary>Also an incident that got worse is told anew, whoever has taken it on: they took on a lesser one.</summary>
    private static IncidentChange Escalate(Incident incident, Incident before, DateTimeOffset now, EscalationConfig escalation)
    {
        int due = Math.Min(
            escalation.Levels,
            Math.Max((incident.NightCount - 1) / escalation.AfterNights, (int)Math.Min(9, (now - incident.OpenedAt).TotalHours / escalation.AfterHours)));
        if (incident.Status == IncidentStatus.Open && due > incident.Level)
        {
            return new IncidentChange(incident with { Level = due }, IncidentEvent.Escalated);
        }

        return new IncidentChange(incident, incident.Severity > before.Severity ? IncidentEvent.Escalated : null);
    }
}
