using Polly;
using Polly.Retry;
using Segmentation.Batch.Observability;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Notify;

/// <summary>Delivers the messages that the ledger holds. What cannot be delivered now is tried again by the next run.</summary>
/// <remarks>A message is marked as delivered after it was: a process that dies in between sends it again, under the same id. A run spends
/// at most <see cref="Longest"/> on it, and never fails over it.</remarks>
internal sealed class Outbox(ObservedNight night, NightLogger logger, Action<string> say)
{
    /// <summary>The most that a run spends on deliveries.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    /// <summary>Runs after which a message is given up.</summary>
    private const int MostAttempts = 30;

    private readonly ResiliencePipeline retries = new ResiliencePipelineBuilder { TimeProvider = night.Clock }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<DeliveryException>(error => !error.IsFinal),
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromMilliseconds(200),
            BackoffType = DelayBackoffType.Exponential,
        })
        .Build();

    /// <summary>Delivers what waits, oldest first.</summary>
    public void Deliver()
    {
        using var patience = new CancellationTokenSource(Longest, night.Clock);
        var silent = new HashSet<string>(StringComparer.Ordinal);
        foreach (OutboxMessage message in night.Ledger.WaitingMessages())
        {
            // A recipient that did not answer once is left in peace until the next run.
            if (patience.IsCancellationRequested || silent.Contains(message.Recipient))
            {
                continue;
            }

            DateTimeOffset now = night.Clock.GetUtcNow();
            if (night.Ledger.ClaimMessage(message.MessageId, now, now + Longest + Longest) && !Deliver(message, patience.Token))
            {
                silent.Add(message.Recipient);
            }
        }
    }

    /// <returns>False when the recipient did not answer.</returns>
    private bool Deliver(OutboxMessage message, CancellationToken cancellationToken)
    {
        OutboxMessage tried = message with { Attempts = message.Attempts + 1 };
        try
        {
            if (!night.Config.Notify.TryGetValue(message.Recipient, out NotifyConfig? recipient))
            {
                throw new DeliveryException("there is no such recipient in the configuration any more", isFinal: true);
            }

            INotificationChannel channel = ChannelOf(recipient);
            NotificationText text = NotificationText.Of(message, night.Config.Company);
            retries.Execute(token => channel.Deliver(message, text, token), cancellationToken);
            night.Ledger.SaveDelivery(tried with { DeliveredAt = night.Clock.GetUtcNow(), LastError = null });
            logger.Write("", log => log.MessageDelivered(message.MessageId, message.IncidentId, message.Recipient));
            return true;
        }
        catch (DeliveryException error)
        {
            return Fail(tried, error);
        }
        catch (OperationCanceledException error)
        {
            return Fail(tried, new DeliveryException("the time for deliveries was up", isFinal: false, error));
        }
    }

    private bool Fail(OutboxMessage tried, DeliveryException error)
    {
        bool isGivenUp = error.IsFinal || tried.Attempts >= MostAttempts;
        night.Ledger.SaveDelivery(tried with { LastError = error.Message, GivenUpAt = isGivenUp ? night.Clock.GetUtcNow() : null });
        if (isGivenUp)
        {
            logger.Write("", log => log.MessageGivenUp(tried.MessageId, tried.IncidentId, tried.Recipient, error.Message));
            say($"The message about incident {tried.IncidentId} could not be brought to {tried.Recipient}: {error.Message}. It is given up; the incident stands in 'segbatch incidents'. Correct notify.{tried.Recipient}.");
        }
        else
        {
            logger.Write("", log => log.MessageWaits(tried.MessageId, tried.IncidentId, tried.Recipient, error.Message));
            say($"The message about incident {tried.IncidentId} could not be brought to {tried.Recipient}: {error.Message}. It waits; the next run tries again.");
        }

        return error.IsFinal;
    }

    private INotificationChannel ChannelOf(NotifyConfig recipient) => recipient.Kind switch
    {
        NotifyKind.File => new FileChannel(Path.GetFullPath(recipient.Path!, night.Folders.Project)),
        NotifyKind.Smtp => new SmtpChannel(recipient, night.Clock),
        _ => new WebhookChannel(recipient),
    };
}
