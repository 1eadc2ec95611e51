using System.Diagnostics;
using System.Text;
using Segmentation.Batch.Tests.Cli;

namespace Segmentation.Batch.Tests.Observability;

/// <summary>What a collector gets of a night, by OTLP over HTTP, and what a night does without one.</summary>
public sealed class TelemetryTests
{
    /// <summary>Where a request holds the attributes of its resources: the same for traces, metrics and logs.</summary>
    private static readonly int[] ResourceAttributes = [1, 1, 1];

    private static readonly int[] Spans = [1, 2, 2];
    private static readonly int[] SpanNames = [1, 2, 2, 5];
    private static readonly int[] SpanAttributes = [1, 2, 2, 9];
    private static readonly int[] MetricNames = [1, 2, 2, 1];
    private static readonly int[] LogAttributes = [1, 2, 2, 6];

    [Fact]
    public void A_collector_gets_a_trace_with_a_span_per_step_and_metrics_and_logs()
    {
        using var collector = new HttpReceiver();
        using Shop shop = Shop.Published();
        shop.Configure($"telemetry: {{ otlp: '{collector.Address}', protocol: http, service_name: shop-nights, headers: {{ Authorization: Bearer abc }} }}\n");

        shop.PublishedNight(Shop.NextNight);

        collector.Requests.Select(request => request.Path).Distinct().Order().ShouldBe(["/v1/logs", "/v1/metrics", "/v1/traces"]);
        collector.Requests.ShouldAllBe(request => Otlp.AttributesAt(request.Body, ResourceAttributes).Contains("service.name=shop-nights"));
        collector.Requests.ShouldAllBe(request => request.Headers["Authorization"] == "Bearer abc");

        byte[] traces = Bodies(collector, "/v1/traces");
        string[] names = [.. Otlp.TextsAt(traces, SpanNames)];
        names.ShouldContain("segbatch nightly");
        names.ShouldContain("mart.customer_features");
        names.ShouldContain("promote");
        names.Length.ShouldBe(shop.Read("select count(*) from ops_steps where run_id = (select max(run_id) from ops_runs)").Select(int.Parse).Single() + 2, "the run's span and the step after the copy of the ledger");
        string[] attributes = [.. Otlp.AttributesAt(traces, SpanAttributes)];
        attributes.ShouldContain("segbatch.snapshot_date=2026-02-01");
        attributes.ShouldContain("segbatch.step.rows=30");
        Otlp.At(traces, Spans).Select(span => Convert.ToHexString(Otlp.At(span, 1).Single())).Distinct().Count().ShouldBe(1, "one trace");

        Otlp.TextsAt(Bodies(collector, "/v1/metrics"), MetricNames).Order().ShouldBe(
        [
            "segbatch.audits.failed", "segbatch.customers.published", "segbatch.publication.age", "segbatch.rows.quarantined", "segbatch.runs",
            "segbatch.step.duration", "segbatch.step.rows",
        ]);
        Otlp.AttributesAt(Bodies(collector, "/v1/logs"), LogAttributes).ShouldContain("SnapshotDate=2026-02-01");
    }

    [Fact]
    public void A_failed_night_is_sent_too()
    {
        using var collector = new HttpReceiver();
        using Shop shop = Shop.Published();
        shop.Configure($"telemetry: {{ otlp: '{collector.Address}', protocol: http }}\n");
        shop.Write("orders/orders.csv", "not,the,same,columns\n1,2,3,4\n");

        shop.Night(Shop.NextNight).ExitCode.ShouldBe(1);

        Otlp.TextsAt(Bodies(collector, "/v1/traces"), SpanNames).ShouldBe(["ingest", "segbatch nightly"], ignoreOrder: true);
        Encoding.UTF8.GetString(Bodies(collector, "/v1/metrics")).ShouldContain("failed");
    }

    [Theory]
    [InlineData("http")]
    [InlineData("grpc")]
    public void A_night_without_its_collector_finishes(string protocol)
    {
        using Shop shop = Shop.Published();
        shop.Configure($"telemetry: {{ otlp: 'http://127.0.0.1:{HttpReceiver.FreePort()}', protocol: {protocol} }}\n");

        shop.PublishedNight(Shop.NextNight);
    }

    /// <summary>Goal: the stated bound. Method: a collector that takes everything and never answers; the ledger knows when the run was
    /// done, and what comes after it is waiting.</summary>
    [Fact]
    public void A_collector_that_never_answers_costs_a_night_ten_seconds_at_most()
    {
        using var collector = new HttpReceiver(_ => null);
        using Shop shop = Shop.Published();
        shop.Configure($"telemetry: {{ otlp: '{collector.Address}', protocol: http }}\n");

        long start = Stopwatch.GetTimestamp();
        shop.PublishedNight(Shop.NextNight);
        TimeSpan whole = Stopwatch.GetElapsedTime(start);

        double run = shop.Run("status", "--json").Output is { } json
            ? System.Text.Json.JsonDocument.Parse(json).RootElement.GetProperty("runs")[0] is var row
                ? (row.GetProperty("finished_at").GetDateTimeOffset() - row.GetProperty("started_at").GetDateTimeOffset()).TotalSeconds : 0 : 0;
        run.ShouldBeGreaterThan(0);
        // Starting the program takes some of it; on a busy machine a few seconds.
        (whole.TotalSeconds - run).ShouldBeLessThan(20);
    }

    [Fact]
    public void Telemetry_is_off_unless_it_is_asked_for_and_on_by_the_standard_variable()
    {
        using var collector = new HttpReceiver();
        using Shop shop = Shop.Published();

        shop.PublishedNight(Shop.NextNight);
        int before = collector.Requests.Count;
        using Segbatch night = Segbatch.StartWith(
            new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" },
            "nightly", "--config", shop.Folder, "--snapshot-date", "2026-02-02");
        night.End().ExitCode.ShouldBe(0);

        before.ShouldBe(0);
        Otlp.AttributesAt(Bodies(collector, "/v1/traces"), ResourceAttributes).ShouldContain("service.name=segbatch");
    }

    /// <summary>Requests of one kind in one: protobuf messages that are put together are one message.</summary>
    private static byte[] Bodies(HttpReceiver collector, string path) =>
        [.. collector.Requests.Where(request => request.Path == path).SelectMany(request => request.Body)];
}
