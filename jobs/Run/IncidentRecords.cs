using Segmentation.Jobs.Configuration;

namespace Segmentation.Jobs.Run;

/// <summary>Where an incident stands.</summary>
public enum IncidentStatus
{
    /// <summary>It lasts.</summary>
    Open,

    /// <summary>It lasts, and somebody has taken it on: it is not escalated.</summary>
    Acknowledged,

    /// <summary>Its cause is gone.</summary>
    Closed,
}

/// <summary>Something that is wrong, from the night that first saw it to the night that no longer does.</summary>
/// <param name="IncidentId">Made from rule, subject and occurrence: the same from night to night.</param>
/// <param name="Rule">The rule that found it, such as feed_stopped.</param>
/// <param name="Subject">What it is about: a source, an audit, scheme/segment, a command, a run. Never a customer.</param>
/// <param name="Occurrence">Counts from 1 how often this rule found this subject.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Severity">How bad it is, at its worst.</param>
/// <param name="Message">What is wrong, as the last night that saw it found.</param>
/// <param name="OpenedAt">When it was first seen (UTC).</param>
/// <param name="LastSeenAt">When it was last seen (UTC).</param>
/// <param name="NightCount">Nights that saw it.</param>
/// <param name="Level">How often it was escalated.</param>
/// <param name="RunId">The run that last judged it.</param>
/// <param name="ClosedAt">When it was closed (UTC).</param>
/// <param name="Actor">Who took it on.</param>
/// <param name="Reason">What they said.</param>
public sealed record Incident(
    string IncidentId, string Rule, string Subject, int Occurrence, IncidentStatus Status, Severity Severity, string Message,
    DateTimeOffset OpenedAt, DateTimeOffset LastSeenAt, int NightCount, int Level, string RunId, DateTimeOffset? ClosedAt = null,
    string? Actor = null, string? Reason = null);

/// <summary>What of an incident is told.</summary>
public enum IncidentEvent
{
    Opened,
    Escalated,
    Closed,
}

/// <summary>A message to one recipient. It is written with the incident in one transaction and delivered afterwards, so that a
/// crash in between loses none.</summary>
/// <param name="MessageId">Made from incident, event, level and recipient: repeated, it is recognised.</param>
/// <param name="IncidentId">The incident.</param>
/// <param name="Event">What of it is told.</param>
/// <param name="Recipient">Name of the recipient in the configuration; addresses are not kept.</param>
/// <param name="Incident">The incident as it stood.</param>
/// <param name="CreatedAt">When it was written (UTC).</param>
/// <param name="Attempts">Runs that tried to deliver it.</param>
/// <param name="DeliveredAt">When it was delivered (UTC).</param>
/// <param name="GivenUpAt">When it was given up: refused for good, or tried too often.</param>
/// <param name="LastError">Why the last attempt failed; without addresses and secrets.</param>
public sealed record OutboxMessage(
    string MessageId, string IncidentId, IncidentEvent Event, string Recipient, Incident Incident, DateTimeOffset CreatedAt,
    int Attempts = 0, DateTimeOffset? DeliveredAt = null, DateTimeOffset? GivenUpAt = null, string? LastError = null);

/// <summary>How many customers a segment had in one run's publication.</summary>
public sealed record SegmentSize(string Scheme, string SegmentCode, long CustomerCount);

/// <summary>The segment sizes of one run.</summary>
public sealed record RunSizes(string RunId, DateOnly SnapshotDate, IReadOnlyList<SegmentSize> Sizes);

/// <summary>Rows that one load brought from one source.</summary>
public sealed record LoadShare(string LoadId, string Source, long ReadCount, long QuarantinedCount);

/// <summary>The ledger's memory of what went wrong and who was told.</summary>
public interface IIncidentLedger
{
    /// <summary>The newest occurrence of every rule and subject.</summary>
    IReadOnlyList<Incident> LatestIncidents();

    /// <summary>Incidents, those that last first, then the newest.</summary>
    IReadOnlyList<Incident> Incidents(int most);

    /// <summary>Keeps incidents as they stand now and the messages about them, in one transaction. A message that is known already is
    /// left alone.</summary>
    void SaveIncidents(IReadOnlyList<Incident> incidents, IReadOnlyList<OutboxMessage> messages);

    /// <summary>Messages that wait to be delivered, oldest first.</summary>
    IReadOnlyList<OutboxMessage> WaitingMessages();

    /// <summary>Takes a message for one run, so that two runs do not both deliver it.</summary>
    /// <returns>False when another run has it, or it was delivered.</returns>
    bool ClaimMessage(string messageId, DateTimeOffset now, DateTimeOffset until);

    /// <summary>Records how a delivery ended and lets go of the message.</summary>
    void SaveDelivery(OutboxMessage message);

    /// <summary>Keeps the segment sizes of a run; those of snapshots long past are dropped.</summary>
    void SaveSegmentSizes(RunSizes sizes);

    /// <summary>Sizes of the newest built publications, one per snapshot date, newest date first.</summary>
    IReadOnlyList<RunSizes> SegmentSizes(int mostSnapshots);

    /// <summary>Sizes of one run; empty when it kept none.</summary>
    IReadOnlyList<SegmentSize> SegmentSizesOf(string runId);

    /// <summary>Rows read and quarantined per load and source, newest load first.</summary>
    IReadOnlyList<LoadShare> LoadShares(int mostLoads);

    /// <summary>When each load was recorded (UTC).</summary>
    IReadOnlyDictionary<string, DateTimeOffset> LoadTimes();
}
