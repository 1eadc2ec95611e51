using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Segmentation.Batch.Tests.Observability;

/// <summary>One request that was received.</summary>
internal sealed record Received(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>A web server on loopback that keeps what it is sent.</summary>
internal sealed class HttpReceiver : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly List<Received> requests = [];
    private readonly Func<int, int?> answer;
    private readonly Task loop;

    /// <summary>Starts it.</summary>
    /// <param name="answer">Status for the request of this number, from 1 on; null leaves it without an answer.</param>
    /// <param name="port">The port; by default a free one.</param>
    public HttpReceiver(Func<int, int?>? answer = null, int? port = null)
    {
        this.answer = answer ?? (_ => 200);
        Port = port ?? FreePort();
        listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        listener.Start();
        loop = Task.Run(Listen);
    }

    public int Port { get; }

    public string Address => $"http://127.0.0.1:{Port}";

    public IReadOnlyList<Received> Requests
    {
        get
        {
            lock (requests)
            {
                return [.. requests];
            }
        }
    }

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        listener.Abort();
        loop.Wait(TimeSpan.FromSeconds(10)).ShouldBeTrue();
    }

    private async Task Listen()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            Dictionary<string, string> headers = context.Request.Headers.AllKeys.OfType<string>()
                .ToDictionary(name => name, name => context.Request.Headers[name]!, StringComparer.OrdinalIgnoreCase);
            int number;
            lock (requests)
            {
                requests.Add(new Received(context.Request.Url!.AbsolutePath, headers, body.ToArray()));
                number = requests.Count;
            }

            if (answer(number) is { } status)
            {
                context.Response.StatusCode = status;
                context.Response.Close();
            }
        }
    }
}
