using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Segmentation.Batch.Ledger;
using Segmentation.Batch.Schedule;
using Segmentation.Batch.Tests.Cli;

namespace Segmentation.Batch.Tests.Schedule;

/// <summary>A company whose night takes a second, in a folder of its own, with a schedule and the services that it starts.</summary>
internal sealed class ScheduledCompany : IDisposable
{
    private const string Config = """
        company: Tiny
        currency: EUR
        engine: { threads: 1, memory_limit: 512MB }

        """ + ShopFiles.OrdersAlone + """
        schemes:
          value: { kind: rfm }

        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("segbatch-schedule-");
    private readonly List<Process> services = [];
    private string clock;
    private readonly string? ledger;

    /// <param name="schedule">The part of the configuration below <c>schedule:</c>, indented by two.</param>
    /// <param name="clock">The clock of its processes, as SEGBATCH_TEST_CLOCK; empty for the machine's.</param>
    /// <param name="ledger">The ledger on PostgreSQL; null for a file.</param>
    public ScheduledCompany(string schedule, string clock, string? ledger = null)
    {
        this.clock = clock;
        this.ledger = ledger;
        string ledgerLine = ledger is null ? "" : $"ledger: \"{ledger}\"\n";
        Directory.CreateDirectory(Path.Combine(Folder, "orders"));
        File.WriteAllText(Path.Combine(Folder, "segmentation.yml"), $"{Config}{ledgerLine}schedule:\n{schedule}");
        File.WriteAllText(Path.Combine(Folder, "orders", "orders.csv"), ShopFiles.OrderHeader
            + string.Concat(Enumerable.Range(0, 40).Select(number => string.Create(
                CultureInfo.InvariantCulture,
                $"O{number:00},1,C{number % 12:00},2025-{1 + (number % 12):00}-15 10:00:00,S{number % 3},{1 + (number % 4)},9.50,EUR\n"))));
    }

    public string Folder => folder.FullName;

    public SqlLedger Ledger => SqlLedger.Open(ledger is null
        ? new SqliteDialect(Path.Combine(Folder, "warehouse", "ledger.db"))
        : new PostgresDialect(PostgresLedgerAddress.Parse(ledger)));

    /// <summary>A clock that is at an instant when the machine's is some seconds further, and then passes a day in some seconds.</summary>
    public static string Clock(string start, double secondsToStart, double secondsPerDay, string end) => string.Create(
        CultureInfo.InvariantCulture,
        $"{start} {TimeProvider.System.GetUtcNow().AddSeconds(secondsToStart).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {86400 / secondsPerDay:0.###} {end}");

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts a service. What it says goes to a file of its own in the folder.</summary>
    public Process StartService(int port = 0)
    {
        string log = Path.Combine(Folder, $"service-{services.Count}.log");
        ProcessStartInfo start = Start("/bin/sh", "-c", "exec dotnet \"$0\" \"$@\" > " + log + " 2>&1", BatchProgram.Path, "schedule", "--config", Folder,
            "--health-port", port.ToString(CultureInfo.InvariantCulture));
        Process service = Process.Start(start)!;
        services.Add(service);
        return service;
    }

    /// <summary>Runs a command of the schedule to its end.</summary>
    public Said Run(params string[] arguments)
    {
        ProcessStartInfo start = Start("dotnet", [BatchProgram.Path, "schedule", .. arguments, "--config", Folder]);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Said(process.ExitCode, output, errors.GetAwaiter().GetResult());
    }

    /// <summary>Lets the processes that are started from now on see another clock.</summary>
    public void SetClock(string next) => clock = next;

    /// <summary>More orders arrive.</summary>
    public void Deliver(string file, string day) => File.WriteAllText(
        Path.Combine(Folder, "orders", file), $"{ShopFiles.OrderHeader}N-{day},1,C00,{day} 10:00:00,S1,1,9.50,EUR\n");

    /// <summary>What all services said.</summary>
    public string Logs() => string.Join('\n', Directory.GetFiles(Folder, "service-*.log").Order(StringComparer.Ordinal)
        .Select(log => $"{Path.GetFileName(log)}:\n{File.ReadAllText(log)}"));

    /// <summary>Waits until something holds.</summary>
    public void WaitUntil(Func<bool> holds, TimeSpan patience, string what)
    {
        long stamp = Stopwatch.GetTimestamp();
        while (!holds())
        {
            (Stopwatch.GetElapsedTime(stamp) < patience).ShouldBeTrue($"Waited {patience} for: {what}.\n{Logs()}");
            CancellationToken.None.WaitHandle.WaitOne(250);
        }
    }

    /// <summary>The row of a date, once the ledger is there.</summary>
    public NightRow? Night(DateOnly date) => Directory.Exists(Path.Combine(Folder, "warehouse"))
        ? Ledger.ScheduledNights().FirstOrDefault(row => row.SnapshotDate == date)
        : null;

    public void Dispose()
    {
        foreach (Process service in services)
        {
            if (!service.HasExited)
            {
                service.Kill();
                service.WaitForExit();
            }

            service.Dispose();
        }

        folder.Delete(recursive: true);
    }

    private ProcessStartInfo Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["SEGBATCH_TEST_CLOCK"] = clock;
        return start;
    }
}
