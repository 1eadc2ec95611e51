using System.Globalization;
using System.Net;
using System.Text;

namespace Segmentation.Batch.Observability;

/// <summary>Sends a JSON document to a web service, and says in words without address or content why it was not taken.</summary>
internal static class JsonPost
{
    /// <summary>No redirects: a header with a secret goes to nobody but the address that was configured.</summary>
    private static readonly HttpClient Client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Sends it once.</summary>
    /// <returns>Null when it was taken; else a reason: "answer 503", "no answer", "no connection".</returns>
    public static string? Send(string url, string json, IReadOnlyDictionary<string, string> headers, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(limit);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
            foreach ((string name, string value) in headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            using HttpResponseMessage answer = Client.Send(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            return answer.IsSuccessStatusCode ? null : $"answer {((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture)}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {limit.TotalSeconds:0} s";
        }
        catch (HttpRequestException)
        {
            return "no connection";
        }
    }

    /// <summary>Whether it makes no sense to send the same document again.</summary>
    public static bool IsFinal(string refusal) =>
        refusal.StartsWith("answer ", StringComparison.Ordinal)
        && int.Parse(refusal.AsSpan("answer ".Length), CultureInfo.InvariantCulture) is >= 300 and < 500 and var status
        && (HttpStatusCode)status is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests);
}
