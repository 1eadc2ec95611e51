using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Segmentation.Batch.Observability;

/// <summary>The instruments of the program. Without a listener they cost nothing.</summary>
internal static class NightMeters
{
    /// <summary>Name of the source of spans and of the meter.</summary>
    public const string Name = "segbatch";

    private static readonly Meter Meter = new(Name);

    private static double secondsSincePublication = double.NaN;

    static NightMeters() => Meter.CreateObservableGauge(
        "segbatch.publication.age",
        () => double.IsNaN(secondsSincePublication) ? Array.Empty<Measurement<double>>() : [new(secondsSincePublication)],
        "s", "Time since the newest publication was built.");

    public static ActivitySource Spans { get; } = new(Name);

    public static Counter<long> Runs { get; } = Meter.CreateCounter<long>("segbatch.runs", "{run}", "Runs, by command and status.");

    public static Histogram<double> StepDuration { get; } = Meter.CreateHistogram<double>("segbatch.step.duration", "s", "Time a step took.");

    public static Counter<long> StepRows { get; } = Meter.CreateCounter<long>("segbatch.step.rows", "{row}", "Rows a step wrote.");

    public static Gauge<long> CustomersPublished { get; } =
        Meter.CreateGauge<long>("segbatch.customers.published", "{customer}", "Customers in the newest publication.");

    public static Counter<long> RowsQuarantined { get; } =
        Meter.CreateCounter<long>("segbatch.rows.quarantined", "{row}", "Source rows that broke the contract.");

    public static Counter<long> AuditsFailed { get; } = Meter.CreateCounter<long>("segbatch.audits.failed", "{audit}", "Audits that failed or warned.");

    public static Counter<long> Incidents { get; } = Meter.CreateCounter<long>("segbatch.incidents", "{incident}", "Incidents opened, escalated and closed.");

    /// <summary>Sets what the gauge of the publication's age shows.</summary>
    public static void SetPublicationAge(TimeSpan age) => secondsSincePublication = age.TotalSeconds;
}
