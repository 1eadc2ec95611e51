using Microsoft.Extensions.Logging;

namespace Segmentation.Batch.Observability;

/// <summary>Every log event. Ids are banded by room: 1000 jobs, 2000 sql, 3000 orchestration. Customers appear as counts, never as values.</summary>
internal static partial class LogEvents
{
    [LoggerMessage(1001, LogLevel.Information, "Run started: {Command}, program {ProgramVersion}, {ThreadCount} threads, configuration {ConfigHash}")]
    public static partial void RunStarted(this ILogger logger, string command, string programVersion, int threadCount, string configHash);

    [LoggerMessage(1002, LogLevel.Information, "Run done: {Command} in {WallMs} ms, content {PublishedHash}")]
    public static partial void RunDone(this ILogger logger, string command, long wallMs, string? publishedHash);

    [LoggerMessage(1003, LogLevel.Error, "Run failed: {Command} after {WallMs} ms. {Reason}")]
    public static partial void RunFailed(this ILogger logger, string command, long wallMs, string? reason);

    [LoggerMessage(1004, LogLevel.Warning, "Run cancelled: {Command} after {WallMs} ms")]
    public static partial void RunCancelled(this ILogger logger, string command, long wallMs);

    [LoggerMessage(1011, LogLevel.Information, "Step started")]
    public static partial void StepStarted(this ILogger logger);

    [LoggerMessage(1012, LogLevel.Information, "Step done: {RowCount} rows, {WallMs} ms, {CpuMs} ms of processor time. {Summary}")]
    public static partial void StepDone(this ILogger logger, long? rowCount, long wallMs, long cpuMs, string summary);

    [LoggerMessage(1013, LogLevel.Error, "Step {Status} after {WallMs} ms. {Reason}")]
    public static partial void StepStopped(this ILogger logger, string status, long wallMs, string reason);

    [LoggerMessage(1014, LogLevel.Warning, "{Note}")]
    public static partial void Noted(this ILogger logger, string note);

    [LoggerMessage(2001, LogLevel.Debug, "{Sql}")]
    public static partial void StepSql(this ILogger logger, string sql);

    [LoggerMessage(3001, LogLevel.Warning, "Incident {IncidentId} {Change}: {Severity} {Rule} {Subject}, level {Level}, night {NightCount}. {Message}")]
    public static partial void IncidentChanged(
        this ILogger logger, string incidentId, string change, string severity, string rule, string subject, int level, int nightCount, string message);

    [LoggerMessage(3011, LogLevel.Information, "Message {MessageId} about incident {IncidentId} delivered to {Recipient}")]
    public static partial void MessageDelivered(this ILogger logger, string messageId, string incidentId, string recipient);

    [LoggerMessage(3012, LogLevel.Warning, "Message {MessageId} about incident {IncidentId} not delivered to {Recipient}: {Reason}. It is tried again by the next run")]
    public static partial void MessageWaits(this ILogger logger, string messageId, string incidentId, string recipient, string reason);

    [LoggerMessage(3013, LogLevel.Error, "Message {MessageId} about incident {IncidentId} given up for {Recipient}: {Reason}")]
    public static partial void MessageGivenUp(this ILogger logger, string messageId, string incidentId, string recipient, string reason);

    [LoggerMessage(3021, LogLevel.Warning, "Lineage event {EventType} was not taken by the lineage service: {Reason}")]
    public static partial void LineageNotTaken(this ILogger logger, string eventType, string reason);

    [LoggerMessage(3022, LogLevel.Warning, "Column lineage could not be read, so the lineage event is without it. {Reason}")]
    public static partial void LineageNotRead(this ILogger logger, string reason);
}
