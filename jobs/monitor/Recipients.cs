using System.Security.Cryptography;
using System.Text;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Monitor;

/// <summary>Decides who is told of what.</summary>
public static class Recipients
{
    /// <summary>The messages about a change: one for each recipient who takes its rule and severity and whose level is reached. None for an
    /// incident that merely lasts.</summary>
    public static IEnumerable<OutboxMessage> Messages(
        IReadOnlyDictionary<string, NotifyConfig> recipients, IncidentChange change, DateTimeOffset now) =>
        change.Event is not { } told
            ? []
            : recipients
                .Where(recipient => Takes(recipient.Value, change.Incident))
                .Select(recipient => new OutboxMessage(
                    IdOf(change.Incident, told, recipient.Key), change.Incident.IncidentId, told, recipient.Key, change.Incident, now));

    private static bool Takes(NotifyConfig recipient, Incident incident) =>
        recipient.Level <= incident.Level
        && incident.Severity >= recipient.MinimumSeverity
        && (recipient.Rules.Count == 0 || recipient.Rules.Contains(incident.Rule));

    private static string IdOf(Incident incident, IncidentEvent told, string recipient)
    {
        string text = $"{incident.IncidentId}\n{told}\n{incident.Level}\n{incident.Severity}\n{recipient}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
    }
}
