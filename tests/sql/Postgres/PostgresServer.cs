using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Segmentation.Tests.Postgres;

/// <summary>A PostgreSQL of this test run alone: Debian's own, on a private port, in a temporary folder, gone at the end.</summary>
/// <remarks>Used as a class or collection fixture. On a laptop without PostgreSQL the tests are skipped; in CI they fail.</remarks>
public sealed class PostgresServer : IDisposable
{
    private static readonly string[] Places =
    [
        Environment.GetEnvironmentVariable("POSTGRES_BIN") ?? "",
        .. Enumerable.Range(15, 10).Reverse().Select(version => $"/usr/lib/postgresql/{version}/bin"),
        "/usr/local/bin", "/opt/homebrew/bin", "/usr/bin",
    ];

    private readonly string? programs = Places.FirstOrDefault(place => place.Length > 0 && File.Exists(Path.Combine(place, "initdb")));
    private readonly string folder = "";

    private int databases;

    public PostgresServer()
    {
        if (programs is null)
        {
            return;
        }

        folder = Directory.CreateTempSubdirectory("segbatch-pg-").FullName;
        if (IsRoot)
        {
            // PostgreSQL refuses to run as root; Debian's package makes this account.
            Run("chown", "postgres", folder);
        }

        RunAsOwner("initdb", "-D", Data, "-U", "owner", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        Start();
    }

    /// <summary>The port, on the loopback address.</summary>
    public int Port { get; private set; } = FreePort();

    private string Data => Path.Combine(folder, "data");

    private static bool IsRoot => Environment.UserName == "root";

    /// <summary>Skips the test where PostgreSQL is not installed; in CI that is a failure.</summary>
    public void Require()
    {
        bool isThere = programs is not null;
        if (!isThere && Environment.GetEnvironmentVariable("CI") == "true")
        {
            throw new InvalidOperationException("PostgreSQL is not installed, and this is CI. Install it: apt-get install postgresql");
        }

        Skip.If(!isThere, "PostgreSQL is not here (apt-get install postgresql, or POSTGRES_BIN=folder of initdb)");
    }

    /// <summary>Makes an empty database of its own for one test.</summary>
    /// <returns>Its connection string, as the server's superuser.</returns>
    public string CreateDatabase()
    {
        Require();
        string name = $"test_{Interlocked.Increment(ref databases)}";
        using var connection = new NpgsqlConnection(ConnectionTo("postgres"));
        connection.Open();
        using var command = new NpgsqlCommand($"create database {name}", connection);
        command.ExecuteNonQuery();
        return ConnectionTo(name);
    }

    /// <summary>Makes a copy of a database that nobody is connected to.</summary>
    /// <param name="connectionString">The database to copy.</param>
    /// <returns>The connection string of the copy.</returns>
    public string CopyDatabase(string connectionString)
    {
        string name = $"test_{Interlocked.Increment(ref databases)}";
        using var connection = new NpgsqlConnection(ConnectionTo("postgres"));
        connection.Open();
        // Copying one database twice at a time is refused.
        lock (folder)
        {
            using var command = new NpgsqlCommand($"create database {name} template {new NpgsqlConnectionStringBuilder(connectionString).Database}", connection);
            command.ExecuteNonQuery();
        }

        return ConnectionTo(name);
    }

    /// <summary>Starts the server, and waits until it answers.</summary>
    public void Start() => RunAsOwner(
        "pg_ctl", "start", "-w", "-t", "600", "-D", Data, "-l", Path.Combine(folder, "log"),
        "-o", $"-p {Port.ToString(CultureInfo.InvariantCulture)} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c max_connections=200 -c shared_buffers=128MB");

    /// <summary>Stops the server: <c>fast</c> in order, <c>immediate</c> as if its power was cut.</summary>
    public void Stop(string mode = "fast")
    {
        NpgsqlConnection.ClearAllPools();
        RunAsOwner("pg_ctl", "stop", "-w", "-t", "600", "-D", Data, "-m", mode);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (programs is null)
        {
            return;
        }

        try
        {
            Stop("immediate");
        }
        catch (InvalidOperationException)
        {
            // A test had stopped it already.
        }

        Directory.Delete(folder, recursive: true);
    }

    private string ConnectionTo(string database) =>
        $"Host=127.0.0.1;Port={Port.ToString(CultureInfo.InvariantCulture)};Username=owner;Database={database};Include Error Detail=true";

    private void RunAsOwner(string program, params string[] arguments)
    {
        string path = Path.Combine(programs!, program);
        if (IsRoot)
        {
            Run("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments]);
        }
        else
        {
            Run(path, arguments);
        }
    }

    private void Run(string program, params string[] arguments)
    {
        // No pipe is given to it: a server started by pg_ctl would keep the pipe open for as long as it lives.
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = "/tmp" };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec \"$0\" \"$@\" > /dev/null 2>&1");
        start.ArgumentList.Add(program);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            string log = Path.Combine(folder, "log");
            throw new InvalidOperationException(
                $"{Path.GetFileName(program)} {string.Join(' ', arguments.Take(2))} ended with {process.ExitCode}. {(File.Exists(log) ? File.ReadAllText(log) : "")}");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
