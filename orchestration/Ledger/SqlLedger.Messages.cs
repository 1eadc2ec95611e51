using System.Text.Json;
using Dapper;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Ledger;

/// <content>Who is to be told, and who was.</content>
public sealed partial class SqlLedger
{
    public IReadOnlyList<OutboxMessage> WaitingMessages() => Read(
        "select * from incident_messages where delivered_at is null and given_up_at is null order by created_at, message_id",
        null,
        row => new OutboxMessage(
            row.message_id, row.incident_id, Enum.Parse<IncidentEvent>((string)row.@event, ignoreCase: true), row.recipient,
            JsonSerializer.Deserialize<Incident>((string)row.body)!, Instant(row.created_at), Convert.ToInt32(row.attempts),
            LastError: (string?)row.last_error));

    public bool ClaimMessage(string messageId, DateTimeOffset now, DateTimeOffset until)
    {
        bool isClaimed = false;
        InTransaction((connection, transaction) => isClaimed = connection.Execute(
            """
            update incident_messages set claimed_until = @until
            where message_id = @messageId and delivered_at is null and (claimed_until is null or claimed_until < @now)
            """,
            new { messageId, now = Text(now), until = Text(until) }, transaction) == 1);
        return isClaimed;
    }

    public void SaveDelivery(OutboxMessage message) => InTransaction((connection, transaction) =>
    {
        connection.Execute(
            """
            update incident_messages set
                attempts = @Attempts, claimed_until = null, delivered_at = @DeliveredAt, given_up_at = @GivenUpAt, last_error = @LastError
            where message_id = @MessageId
            """,
            new
            {
                message.MessageId,
                message.Attempts,
                DeliveredAt = Text(message.DeliveredAt),
                GivenUpAt = Text(message.GivenUpAt),
                message.LastError,
            }, transaction);
        connection.Execute(
            "delete from incident_messages where (delivered_at is not null or given_up_at is not null) and created_at < @oldest",
            new { oldest = Text(message.CreatedAt.AddDays(-KeptDays)) }, transaction);
    });
}
