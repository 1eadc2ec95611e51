using Segmentation.Batch.Observability;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Notify;

/// <summary>Posts messages to a web service. The header Idempotency-Key is the message's id, on every attempt the same.</summary>
internal sealed class WebhookChannel(NotifyConfig config) : INotificationChannel
{
    public void Deliver(OutboxMessage message, NotificationText text, CancellationToken cancellationToken)
    {
        var headers = new Dictionary<string, string>(config.Headers) { ["Idempotency-Key"] = message.MessageId };
        string? refusal = JsonPost.Send(config.Url!, text.Json, headers, TimeSpan.FromSeconds(config.TimeoutSeconds), cancellationToken);
        if (refusal is not null)
        {
            throw new DeliveryException(refusal, JsonPost.IsFinal(refusal));
        }
    }
}
