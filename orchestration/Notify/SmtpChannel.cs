using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Notify;

/// <summary>Mails messages. Message-Id is the message's id, so that a mail that was sent twice is seen as one.</summary>
internal sealed class SmtpChannel(NotifyConfig config, TimeProvider clock) : INotificationChannel
{
    public void Deliver(OutboxMessage message, NotificationText text, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(config.TimeoutSeconds));
        try
        {
            Send(Compose(message, text), patience.Token);
        }
        catch (SmtpCommandException error)
        {
            // 5yz is the server's last word on this message (RFC 5321, section 4.2.1).
            throw new DeliveryException($"the mail server answered {(int)error.StatusCode}", (int)error.StatusCode >= 500, error);
        }
        catch (AuthenticationException error)
        {
            // A password is corrected, and then the message is still worth sending.
            throw new DeliveryException("the mail server refused the account", isFinal: false, error);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DeliveryException($"the mail server did not answer within {config.TimeoutSeconds} s", isFinal: false, error);
        }
        catch (Exception error) when (error is IOException or SocketException or TimeoutException or SslHandshakeException
            or ProtocolException or ServiceNotConnectedException or NotSupportedException)
        {
            throw new DeliveryException($"the mail server could not be spoken to ({error.GetType().Name})", isFinal: false, error);
        }
    }

    private MimeMessage Compose(OutboxMessage message, NotificationText text)
    {
        var mail = new MimeMessage
        {
            Subject = text.Subject,
            Date = clock.GetUtcNow(),
            MessageId = $"{message.MessageId}@segbatch",
            Body = new TextPart("plain") { Text = text.Body },
        };
        mail.From.Add(MailboxAddress.Parse(config.From!));
        mail.To.AddRange(config.To.Select(MailboxAddress.Parse));
        return mail;
    }

    private void Send(MimeMessage mail, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient { Timeout = config.TimeoutSeconds * 1000 };
        SecureSocketOptions security = config.Security switch
        {
            MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
            MailSecurity.None => SecureSocketOptions.None,
            _ => SecureSocketOptions.StartTls,
        };
        client.Connect(config.Host!, config.Port, security, cancellationToken);
        if (config.User is { } user)
        {
            client.Authenticate(user, config.Password ?? "", cancellationToken);
        }

        client.Send(mail, cancellationToken);
        client.Disconnect(quit: true, cancellationToken);
    }
}
