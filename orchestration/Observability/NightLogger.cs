using System.Globalization;
using Microsoft.Extensions.Logging;
using Segmentation.Jobs.Configuration;
using Serilog;
using Serilog.Core;
using Serilog.Debugging;
using Serilog.Events;
using Serilog.Formatting.Compact;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace Segmentation.Batch.Observability;

/// <summary>The logger of one night: a file a day, one JSON document a line, and the collector when telemetry is on. Every line has the
/// run, the snapshot date and the step.</summary>
internal sealed class NightLogger : IDisposable
{
    private readonly ObservedNight night;
    private readonly ILoggerFactory factory;
    private readonly ILogger logger;

    private NightLogger(ObservedNight night, ILoggerFactory factory)
    {
        this.night = night;
        this.factory = factory;
        logger = factory.CreateLogger("segbatch");
    }

    /// <summary>Opens it. A folder that cannot be written is said once, through <paramref name="say"/>; the night goes on without log files.</summary>
    public static NightLogger Open(ObservedNight night, TelemetryProviders? telemetry, Action<string> say)
    {
        LogsConfig logs = night.Config.Logs;
        Logger? files = logs.Enabled ? OpenFiles(night, say) : null;
        ILoggerFactory factory = LoggerFactory.Create(builder =>
        {
            builder.SetMinimumLevel(LevelOf(logs.Level));
            if (files is not null)
            {
                builder.AddSerilog(files, dispose: true);
            }

            telemetry?.AddLogs(builder);
        });
        return new NightLogger(night, factory);
    }

    /// <summary>One that writes nowhere.</summary>
    public static NightLogger Silent(ObservedNight night) => new(night, LoggerFactory.Create(_ => { }));

    /// <summary>Writes events with the run, the snapshot date and a step on them.</summary>
    /// <param name="step">The step that is on; empty between steps.</param>
    /// <param name="write">Writes one of <see cref="LogEvents"/>.</param>
    public void Write(string step, Action<ILogger> write)
    {
        using IDisposable? scope = logger.BeginScope(new Dictionary<string, object>
        {
            ["RunId"] = night.Run.RunId,
            ["SnapshotDate"] = night.Run.SnapshotDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
            ["Step"] = step,
        });
        write(logger);
    }

    public void Dispose() => factory.Dispose();

    private static Logger? OpenFiles(ObservedNight night, Action<string> say)
    {
        LogsConfig logs = night.Config.Logs;
        string folder = logs.Folder is { } given ? Path.GetFullPath(given, night.Folders.Project) : Path.Combine(night.Folders.Warehouse, "logs");
        string? problem = ProblemOf(folder);
        if (problem is not null)
        {
            say($"Log files cannot be written to {folder}: {problem} The run goes on without them. Grant write access, or set logs.folder.");
            return null;
        }

        bool isSaid = false;
        SelfLog.Enable(_ =>
        {
            if (!isSaid)
            {
                isSaid = true;
                say($"A log file in {folder} could not be written. The run goes on; its steps are in the ledger. Free disk space.");
            }
        });
        return new LoggerConfiguration()
            .MinimumLevel.Is(logs.Level switch
            {
                LogsLevel.Debug => LogEventLevel.Debug,
                LogsLevel.Warning => LogEventLevel.Warning,
                LogsLevel.Error => LogEventLevel.Error,
                _ => LogEventLevel.Information,
            })
            // Shared: another process, refused because this one holds the warehouse, still writes its own lines.
            .WriteTo.File(
                new CompactJsonFormatter(), Path.Combine(folder, "segbatch-.jsonl"), rollingInterval: RollingInterval.Day,
                retainedFileCountLimit: null, retainedFileTimeLimit: TimeSpan.FromDays(logs.KeptDays), shared: true, fileSizeLimitBytes: null)
            .CreateLogger();
    }

    private static string? ProblemOf(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            string probe = Path.Combine(folder, $".probe-{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error.Message;
        }
    }

    private static LogLevel LevelOf(LogsLevel level) => level switch
    {
        LogsLevel.Debug => LogLevel.Debug,
        LogsLevel.Warning => LogLevel.Warning,
        LogsLevel.Error => LogLevel.Error,
        _ => LogLevel.Information,
    };
}
