using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Segmentation.Sql.Tests.Spark;

/// <summary>A network between client and server that can be cut, or that encrypts: it passes on bytes and knows nothing of them.</summary>
internal sealed class BrokenNetwork : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly List<TcpClient> open = [];
    private readonly int serverPort;
    private readonly X509Certificate2? certificate;
    private readonly Task accepting;

    public BrokenNetwork(int serverPort, X509Certificate2? certificate = null)
    {
        (this.serverPort, this.certificate) = (serverPort, certificate);
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Connections made so far.</summary>
    public int ConnectionCount { get; private set; }

    /// <summary>Cuts a connection after so many bytes from the server; 0: never.</summary>
    public long CutAfterBytes { get; set; }

    /// <summary>How many connections are still to be cut so.</summary>
    public int CutsLeft { get; set; }

    /// <summary>Makes a certificate for localhost, and writes it to a file for who is to trust it.</summary>
    public static X509Certificate2 Certificate(string authorityFile)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(authorityFile, made.ExportCertificatePem());
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    public void CutAll()
    {
        lock (open)
        {
            open.ForEach(client => client.Close());
            open.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        CutAll();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                TcpClient client = await listener.AcceptTcpClientAsync(stop.Token);
                ConnectionCount++;
                _ = PassOnAsync(client);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task PassOnAsync(TcpClient client)
    {
        using var server = new TcpClient();
        lock (open)
        {
            open.Add(client);
        }

        try
        {
            await server.ConnectAsync(IPAddress.Loopback, serverPort);
            Stream near = client.GetStream();
            if (certificate is not null)
            {
                var secure = new SslStream(near);
                await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
                {
                    ServerCertificate = certificate,
                    ApplicationProtocols = [SslApplicationProtocol.Http2],
                });
                near = secure;
            }

            await Task.WhenAny(near.CopyToAsync(server.GetStream(), stop.Token), CountAsync(server.GetStream(), near));
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException or ObjectDisposedException)
        {
            // Either side hung up.
        }
        finally
        {
            client.Dispose();
        }
    }

    private async Task CountAsync(Stream from, Stream to)
    {
        byte[] buffer = new byte[16 * 1024];
        long passed = 0;
        while (await from.ReadAsync(buffer, stop.Token) is > 0 and int count)
        {
            passed += count;
            if (CutsLeft > 0 && CutAfterBytes > 0 && passed > CutAfterBytes)
            {
                CutsLeft--;
                return;
            }

            await to.WriteAsync(buffer.AsMemory(0, count), stop.Token);
        }
    }
}
