using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;

namespace Segmentation.Sql.Engine.Spark;

/// <summary>Where a Spark Connect server is and how it is spoken to: <c>sc://host:port/;token=…;use_ssl=true;user_id=…</c>.</summary>
/// <remarks>As Spark's own clients read it: port 15002 and no TLS unless said, a token asks for TLS, and names that are not known
/// are sent as headers. <c>ssl_ca=file.pem</c> is ours: a certificate authority to trust besides the machine's own.</remarks>
public sealed record SparkConnection
{
    /// <summary>The port of a Connect server that does not say another.</summary>
    public const int DefaultPort = 15002;

    private const int MessageBytes = 128 * 1024 * 1024;

    private SparkConnection(string host, int port) => (Host, Port) = (host, port);

    /// <summary>The server's name or address.</summary>
    public string Host { get; }

    /// <summary>The server's port.</summary>
    public int Port { get; }

    /// <summary>Whether the connection is encrypted.</summary>
    public bool UsesTls { get; private init; }

    /// <summary>Who the server takes the session for.</summary>
    public string UserId { get; private init; } = "segbatch";

    private string? Token { get; init; }

    private string? AuthorityFile { get; init; }

    private IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Reads a connection string.</summary>
    /// <exception cref="FormatException">It is none. The message holds no value of it, since one may be a secret.</exception>
    public static SparkConnection Parse(string text)
    {
        string[] parts = text.Split('/', 4);
        if (!text.StartsWith("sc://", StringComparison.Ordinal) || parts.Length < 3 || parts[2].Length == 0)
        {
            throw new FormatException("The Spark connection does not begin with sc://host. Write it as sc://host:15002/;token=...;use_ssl=true.");
        }

        string[] address = parts[2].Split(':');
        int port = DefaultPort;
        if (address.Length > 2 || address.Length == 2 && !int.TryParse(address[1], CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535)
        {
            throw new FormatException("The Spark connection names no port between 1 and 65535 after the host. Write it as sc://host:15002.");
        }

        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string setting in (parts.Length > 3 ? parts[3] : "").Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = setting.Split('=', 2);
            settings[pair[0]] = pair.Length == 2
                ? Uri.UnescapeDataString(pair[1])
                : throw new FormatException("A setting of the Spark connection has no '='. Write each as ;name=value.");
        }

        return With(address[0], port, settings);
    }

    /// <summary>The address alone: what a message may show.</summary>
    public override string ToString() => $"{Host}:{Port.ToString(CultureInfo.InvariantCulture)}";

    internal GrpcChannel Open()
    {
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            // A server hangs up on who asks more often than every five minutes whether it is still there.
            KeepAlivePingDelay = TimeSpan.FromMinutes(6),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(30),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            ConnectTimeout = TimeSpan.FromSeconds(20),
        };
        if (AuthorityFile is not null)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.ImportFromPemFile(AuthorityFile);
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        }

        return GrpcChannel.ForAddress($"{(UsesTls ? "https" : "http")}://{ToString()}", new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = MessageBytes,
            MaxSendMessageSize = MessageBytes,
        });
    }

    internal Metadata CallHeaders()
    {
        var headers = new Metadata();
        foreach ((string name, string value) in Headers)
        {
            headers.Add(name, value);
        }

        if (Token is not null)
        {
            headers.Add("authorization", $"Bearer {Token}");
        }

        return headers;
    }

    private static SparkConnection With(string host, int port, Dictionary<string, string> settings)
    {
        string? Take(string name) => settings.Remove(name, out string? value) && value.Length > 0 ? value : null;

        string? token = Take("token");
        bool? isTlsAsked = Take("use_ssl") switch
        {
            null => null,
            "true" => true,
            "false" => false,
            _ => throw new FormatException("use_ssl of the Spark connection is neither true nor false."),
        };
        return new SparkConnection(host, port)
        {
            Token = token,
            UsesTls = isTlsAsked ?? token is not null,
            UserId = Take("user_id") ?? "segbatch",
            AuthorityFile = Take("ssl_ca"),
            Headers = settings,
        };
    }
}
