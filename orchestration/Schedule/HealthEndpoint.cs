using System.Globalization;
using System.Net;
using System.Text;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Schedule;

/// <summary>Answers GET /health/live, /health/ready and /metrics until it is disposed.</summary>
internal sealed class HealthEndpoint : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly Task serving;

    /// <param name="port">TCP port.</param>
    /// <param name="address">Who may ask.</param>
    /// <param name="answer">The answer to a path: a status and a text; null for an unknown path.</param>
    /// <exception cref="RunRefusedException">The port is taken.</exception>
    public HealthEndpoint(int port, HealthAddress address, Func<string, (int Status, string Text)?> answer)
    {
        string host = address == HealthAddress.Any ? "*" : "127.0.0.1";
        listener.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://{host}:{port}/"));
        try
        {
            listener.Start();
        }
        catch (Exception error) when (error is HttpListenerException or System.Net.Sockets.SocketException)
        {
            throw new RunRefusedException(
                $"The schedule cannot listen on port {port}: {error.Message} No night was started. Set schedule.health.port to a free one, or to 0 for no endpoint.", error);
        }

        serving = ServeAsync(answer);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        listener.Close();
        serving.Wait(TimeSpan.FromSeconds(5));
    }

    private async Task ServeAsync(Func<string, (int Status, string Text)?> answer)
    {
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            try
            {
                Answer(context, answer);
            }
            catch (Exception error) when (error is HttpListenerException or IOException or ObjectDisposedException)
            {
                // Whoever asked has gone.
            }
        }
    }

    private static void Answer(HttpListenerContext context, Func<string, (int Status, string Text)?> answer)
    {
        (int status, string text) = context.Request.HttpMethod is "GET" or "HEAD"
            ? answer(context.Request.Url?.AbsolutePath ?? "/") ?? (404, "Known: /health/live, /health/ready, /metrics\n")
            : (405, "GET only\n");
        byte[] body = context.Request.HttpMethod == "HEAD" ? [] : Encoding.UTF8.GetBytes(text);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        context.Response.ContentLength64 = body.Length;
        context.Response.OutputStream.Write(body);
        context.Response.Close();
    }
}
