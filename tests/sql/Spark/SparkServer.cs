using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Segmentation.Sql.Engine.Spark;

namespace Segmentation.Tests.Spark;

/// <summary>A Spark of this test run alone, started by the project's own scripts on a private port, gone at the end.</summary>
/// <remarks>From SPARK_HOME, or unpacked once from ../shared/spark to a cache folder. On a laptop without either, or without Java, the
/// tests are skipped; in CI they fail.</remarks>
public sealed class SparkServer : IDisposable
{
    private readonly string scripts;
    private readonly string? missing;

    public SparkServer()
    {
        scripts = Path.Combine(Repository(), "spark-submit");
        Folder = Directory.CreateTempSubdirectory("segbatch-spark-").FullName;
        missing = Install();
    }

    /// <summary>A temporary folder that the server can read and write.</summary>
    public string Folder { get; }

    private static string Cache => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "segbatch", "spark-test");

    private readonly Dictionary<string, SparkConnection> running = [];

    /// <summary>The server that the tests share; started when the first asks for it. SEGBATCH_TEST_SPARK names one that runs already,
    /// on this machine, for who tries one test again and again.</summary>
    public SparkConnection Connection => Environment.GetEnvironmentVariable("SEGBATCH_TEST_SPARK") is { Length: > 0 } given
        ? SparkConnection.Parse(given)
        : Start("shared");

    /// <summary>Skips the test where Spark or Java is not here; in CI that is a failure.</summary>
    public void Require()
    {
        if (missing is not null && Environment.GetEnvironmentVariable("CI") == "true")
        {
            throw new InvalidOperationException($"{missing} This is CI, where it must be there.");
        }

        Skip.If(missing is not null, missing);
    }

    /// <summary>Starts a server under a name, unless it runs.</summary>
    /// <param name="name">The name.</param>
    /// <param name="token">The token that it asks for; none if null.</param>
    /// <param name="settings">Further Spark settings.</param>
    /// <param name="script">The script and what it takes first.</param>
    public SparkConnection Start(string name, string? token = null, IReadOnlyDictionary<string, string>? settings = null, params string[] script)
    {
        Require();
        if (running.TryGetValue(name, out SparkConnection? started))
        {
            return started;
        }

        int port = FreePort();
        string[] options =
        [
            "--port", port.ToString(CultureInfo.InvariantCulture), "--memory", "1g", "--run", RunFolder(name), "--work", WorkFolder(name),
            "--", .. (settings ?? new Dictionary<string, string>()).SelectMany(setting => (string[])["--conf", $"{setting.Key}={setting.Value}"]),
        ];
        string[] command = script.Length > 0 ? script : ["start-local", "--cores", "2"];
        var environment = new Dictionary<string, string> { ["SEGBATCH_MASTER_PORT"] = FreePort().ToString(CultureInfo.InvariantCulture) };
        if (token is not null)
        {
            environment["SPARK_CONNECT_AUTHENTICATE_TOKEN"] = token;
        }

        (int code, string said) = Run(command[0], environment, [.. command[1..], .. options]);
        if (code != 0)
        {
            throw new InvalidOperationException($"{command[0]} ended with {code}. {said}");
        }

        return running[name] = SparkConnection.Parse($"sc://127.0.0.1:{port}/{(token is null ? "" : $";token={token};use_ssl=false")}");
    }

    /// <summary>Stops a server that was started under a name.</summary>
    public void Stop(string name)
    {
        running.Remove(name);
        Run("stop", null, "--run", RunFolder(name));
    }

    /// <summary>The folder that a server keeps its tables in.</summary>
    public string WorkFolder(string name) => Path.Combine(Folder, name, "work");

    /// <summary>Runs one of the project's scripts.</summary>
    /// <returns>Its exit code, and what it said.</returns>
    public (int Code, string Said) Run(string script, IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(scripts, script)) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SEGBATCH_SPARK_CACHE"] = Cache;
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string said = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        return (process.ExitCode, said);
    }

    /// <summary>A port that nothing listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (string name in running.Keys.ToArray())
        {
            Stop(name);
        }

        Directory.Delete(Folder, recursive: true);
    }

    private string RunFolder(string name) => Path.Combine(Folder, name, "run");

    private string? Install()
    {
        string shared = Path.Combine(Repository(), "..", "shared", "spark");
        string? archive = Directory.Exists(shared) ? Directory.GetFiles(shared, "spark-*.tar.xz").Order(StringComparer.Ordinal).LastOrDefault() : null;
        string? home = Environment.GetEnvironmentVariable("SPARK_HOME");
        (int code, string said) = archive is null || home is not null ? Run("install", null) : Run("install", null, "--archive", archive);
        return code == 0 ? null : $"Spark is not here (set SPARK_HOME, or put an archive into ../shared/spark): {said.Trim()}";
    }

    private static string Repository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Segmentation.Batch.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("Segmentation.Batch.sln is above no test folder.");
    }
}
