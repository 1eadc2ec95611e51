using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Segmentation.Jobs.Configuration;

namespace Segmentation.Batch.Observability;

/// <summary>OpenTelemetry's senders for one night: traces, metrics and logs by OTLP.</summary>
/// <remarks>They send in the background. A collector that does not answer costs a night at most <see cref="LongestFlush"/>, at its end.</remarks>
internal sealed class TelemetryProviders : IDisposable
{
    /// <summary>The most that a night waits, at its end, for what is still to be sent.</summary>
    public static readonly TimeSpan LongestFlush = TimeSpan.FromSeconds(5);

    private const int ExportTimeoutMs = 2_000;
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private readonly TelemetryConfig config;
    private readonly ResourceBuilder resource;
    private readonly TracerProvider traces;
    private readonly MeterProvider metrics;

    private TelemetryProviders(TelemetryConfig config, string version)
    {
        this.config = config;
        resource = ResourceBuilder.CreateDefault().AddService(config.ServiceName, serviceVersion: version, autoGenerateServiceInstanceId: false);
        traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(NightMeters.Name)
            .AddOtlpExporter(options => Configure(options, "v1/traces"))
            .Build();
        metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(NightMeters.Name)
            .AddOtlpExporter(options => Configure(options, "v1/metrics"))
            .Build();
    }

    /// <summary>Starts them, when the configuration or the standard environment variable names a collector.</summary>
    public static TelemetryProviders? Start(ObservedNight night)
    {
        TelemetryConfig config = night.Config.Telemetry;
        bool isOn = config.Otlp is not null || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(EndpointVariable));
        return isOn ? new TelemetryProviders(config, night.Run.ProgramVersion) : null;
    }

    /// <summary>Sends log events too.</summary>
    public void AddLogs(ILoggingBuilder builder) => builder.AddOpenTelemetry(logging =>
    {
        logging.IncludeScopes = true;
        logging.IncludeFormattedMessage = true;
        logging.SetResourceBuilder(resource);
        logging.AddOtlpExporter(options => Configure(options, "v1/logs"));
    });

    /// <summary>Sends what is left.</summary>
    public void Dispose()
    {
        int limit = (int)LongestFlush.TotalMilliseconds;
        // Both wait for the same collector: one after the other they would wait twice.
        Task.WaitAll(
            [Task.Run(() => traces.Shutdown(limit)), Task.Run(() => metrics.Shutdown(limit))], LongestFlush);
    }

    private void Configure(OtlpExporterOptions options, string path)
    {
        options.TimeoutMilliseconds = ExportTimeoutMs;
        if (config.Protocol is { } protocol)
        {
            options.Protocol = protocol == OtlpProtocol.Http ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        }

        if (config.Otlp is { } address)
        {
            // An address that is set here is used as it is; only one from the environment gets its path by itself.
            options.Endpoint = options.Protocol == OtlpExportProtocol.HttpProtobuf
                ? new Uri($"{address.TrimEnd('/')}/{path}")
                : new Uri(address);
        }

        if (config.Headers.Count > 0)
        {
            options.Headers = string.Join(',', config.Headers.Select(header => $"{header.Key}={Uri.EscapeDataString(header.Value)}"));
        }
    }
}
