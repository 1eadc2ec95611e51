using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Notify;

/// <summary>Brings messages to one recipient.</summary>
internal interface INotificationChannel
{
    /// <summary>Brings one message. Bringing it twice is harmless: its id tells the recipient so.</summary>
    /// <exception cref="DeliveryException">It was not brought.</exception>
    void Deliver(OutboxMessage message, NotificationText text, CancellationToken cancellationToken);
}

/// <summary>A message was not brought.</summary>
/// <param name="reason">Why, without addresses, secrets or what a server said in its own words: it may quote an address.</param>
/// <param name="isFinal">Whether trying again is no use.</param>
/// <param name="cause">What was thrown.</param>
internal sealed class DeliveryException(string reason, bool isFinal, Exception? cause = null) : Exception(reason, cause)
{
    public bool IsFinal { get; } = isFinal;
}
