using System.Buffers;
using System.Net;
using System.Text;
using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace Segmentation.Batch.Tests.Observability;

/// <summary>A mail server on loopback that keeps what it is sent.</summary>
internal sealed class MailReceiver : IDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly MailDesk desk;
    private readonly Task server;

    /// <summary>Starts it.</summary>
    /// <param name="refuses">Whether it answers 550 to every recipient.</param>
    public MailReceiver(bool refuses = false)
    {
        desk = new MailDesk(refuses);
        Port = HttpReceiver.FreePort();
        ISmtpServerOptions options = new SmtpServerOptionsBuilder()
            .ServerName("localhost")
            .Endpoint(endpoint => endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, Port)).AllowUnsecureAuthentication())
            .Build();
        var services = new SmtpServer.ComponentModel.ServiceProvider();
        services.Add((IMessageStore)desk);
        services.Add((IMailboxFilter)desk);
        services.Add((IUserAuthenticator)desk);
        server = new SmtpServer.SmtpServer(options, services).StartAsync(end.Token);
    }

    public int Port { get; }

    public IReadOnlyList<string> Mails => desk.Mails;

    public IReadOnlyList<(string User, string Password)> Logins => desk.Logins;

    public void Dispose()
    {
        end.Cancel();
        Task.WhenAny(server, Task.Delay(TimeSpan.FromSeconds(10))).Wait();
        end.Dispose();
    }
}

/// <summary>What the server does with mails. A class of its own: the library disposes whatever of it can be disposed, after every session.</summary>
internal sealed class MailDesk(bool refuses) : MessageStore, IMailboxFilter, IUserAuthenticator
{
    private readonly List<string> mails = [];
    private readonly List<(string User, string Password)> logins = [];

    public IReadOnlyList<string> Mails => Copy(mails);

    public IReadOnlyList<(string User, string Password)> Logins => Copy(logins);

    public override async Task<SmtpResponse> SaveAsync(
        ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (mails)
        {
            mails.Add(Encoding.UTF8.GetString(buffer.ToArray()));
        }

        return SmtpResponse.Ok;
    }

    public Task<bool> CanAcceptFromAsync(ISessionContext context, IMailbox from, int size, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task<bool> CanDeliverToAsync(ISessionContext context, IMailbox to, IMailbox from, CancellationToken cancellationToken) =>
        Task.FromResult(!refuses);

    public Task<bool> AuthenticateAsync(ISessionContext context, string user, string password, CancellationToken cancellationToken)
    {
        lock (logins)
        {
            logins.Add((user, password));
        }

        return Task.FromResult(true);
    }

    private static List<T> Copy<T>(List<T> list)
    {
        lock (list)
        {
            return [.. list];
        }
    }
}
