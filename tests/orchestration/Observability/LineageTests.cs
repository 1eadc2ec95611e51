using System.Globalization;
using System.Text.Json;
using Segmentation.Batch.Observability;
using Segmentation.Batch.Tests.Cli;

namespace Segmentation.Batch.Tests.Observability;

/// <summary>OpenLineage events, against what the specification 2-0-2 demands of them.</summary>
public sealed class LineageTests
{
    private static readonly string[] EventTypes = ["START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"];

    [Fact]
    public void A_night_is_a_start_and_a_complete_with_what_it_read_and_published()
    {
        using Shop shop = Shop.Published();

        shop.PublishedNight(Shop.NextNight);

        JsonElement[] events = [.. Events(shop)[^2..]];
        events.ShouldAllBe(one => Holds(one));
        events.Select(one => one.GetProperty("eventType").GetString()).ShouldBe(["START", "COMPLETE"]);
        events.Select(RunId).Distinct().Count().ShouldBe(1);
        JsonElement complete = events[1];
        complete.GetProperty("job").GetProperty("name").GetString().ShouldBe("Small Shop.nightly");
        complete.GetProperty("inputs").EnumerateArray().Select(Name).ShouldContain("Small Shop.raw.order_lines");
        JsonElement published = complete.GetProperty("outputs").EnumerateArray().Single(output => Name(output) == "Small Shop.publish.customer_segments");
        published.GetProperty("outputFacets").GetProperty("outputStatistics").GetProperty("rowCount").GetInt64()
            .ShouldBe(long.Parse(shop.Read("select count(*) from customer_segments").Single(), CultureInfo.InvariantCulture));
        published.GetProperty("facets").GetProperty("schema").GetProperty("fields").EnumerateArray()
            .Select(field => $"{field.GetProperty("name").GetString()} {field.GetProperty("type").GetString()}").ShouldContain("customer_id VARCHAR");
        JsonElement first = Events(shop).First(one => one.GetProperty("eventType").GetString() == "COMPLETE");
        first.GetProperty("inputs").EnumerateArray().Where(input => input.GetProperty("namespace").GetString() == "file").Select(Name)
            .ShouldContain(name => name.EndsWith("/orders/orders.csv", StringComparison.Ordinal));
    }

    [Fact]
    public void A_failed_night_is_a_fail_with_its_message_and_no_outputs()
    {
        using Shop shop = Shop.Published();
        shop.Write("orders/orders.csv", "not,the,same,columns\n1,2,3,4\n");

        shop.Night(Shop.NextNight).ExitCode.ShouldBe(1);

        JsonElement fail = Events(shop)[^1];
        Holds(fail).ShouldBeTrue();
        fail.GetProperty("eventType").GetString().ShouldBe("FAIL");
        JsonElement error = fail.GetProperty("run").GetProperty("facets").GetProperty("errorMessage");
        error.GetProperty("message").GetString()!.ShouldContain("The published tables are unchanged.");
        error.GetProperty("programmingLanguage").GetString().ShouldBe("C#");
        fail.GetProperty("outputs").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public void A_service_gets_the_same_events_and_may_refuse_them()
    {
        using var service = new HttpReceiver(number => number == 1 ? 201 : 500);
        using Shop shop = Shop.Published();
        shop.Configure($"lineage: {{ url: '{service.Address}/api/v1/lineage', headers: {{ Authorization: Bearer abc }}, namespace: retail }}\n");

        shop.PublishedNight(Shop.NextNight);

        service.Requests.Count.ShouldBe(2);
        service.Requests.ShouldAllBe(request => request.Path == "/api/v1/lineage" && request.Headers["Authorization"] == "Bearer abc");
        service.Requests.Select(request => request.Text).ShouldBe(Directory.EnumerateFiles(shop.At("warehouse/lineage")).SelectMany(File.ReadLines).TakeLast(2));
        JsonDocument.Parse(service.Requests[0].Text).RootElement.GetProperty("job").GetProperty("namespace").GetString().ShouldBe("retail");
        Directory.EnumerateFiles(shop.At("warehouse/logs")).SelectMany(File.ReadLines).ShouldContain(line => line.Contains("3021", StringComparison.Ordinal) && line.Contains("answer 500", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_service_that_listens_a_night_finishes_and_off_means_off()
    {
        using Shop shop = Shop.Published();
        int before = Events(shop).Length;
        shop.Configure($"lineage: {{ files: false, url: 'http://127.0.0.1:{HttpReceiver.FreePort()}' }}\n");

        shop.PublishedNight(Shop.NextNight);

        Events(shop).Length.ShouldBe(before);
    }

    /// <summary>The examples of RFC 9562, appendix A.4, and of the uuid modules of other languages.</summary>
    [Theory]
    [InlineData("www.example.com", "2ed6657d-e927-568b-95e1-2665a8aea6a2")]
    [InlineData("python.org", "886313e1-3b8a-5372-9b90-0c9aee199e5d")]
    public void A_name_has_the_uuid_that_the_standard_gives_it(string name, string uuid)
    {
        var dns = new Guid("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

        RunUuid.Version5(dns, name).ToString().ShouldBe(uuid);
    }

    /// <summary>What the schema requires of a run event: its fields, their formats, and a producer and a schema on every facet.</summary>
    private static bool Holds(JsonElement one)
    {
        EventTypes.ShouldContain(one.GetProperty("eventType").GetString());
        DateTimeOffset.TryParse(one.GetProperty("eventTime").GetString(), CultureInfo.InvariantCulture, DateTimeStyles.None, out _).ShouldBeTrue();
        Guid.TryParse(RunId(one), out Guid id).ShouldBeTrue();
        id.Version.ShouldBe(5);
        one.GetProperty("job").GetProperty("namespace").GetString().ShouldNotBeNullOrEmpty();
        one.GetProperty("job").GetProperty("name").GetString().ShouldNotBeNullOrEmpty();
        Uri.TryCreate(one.GetProperty("producer").GetString(), UriKind.Absolute, out _).ShouldBeTrue();
        one.GetProperty("schemaURL").GetString().ShouldBe("https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent");
        foreach (JsonElement dataset in one.GetProperty("inputs").EnumerateArray().Concat(one.GetProperty("outputs").EnumerateArray()))
        {
            dataset.GetProperty("namespace").GetString().ShouldNotBeNullOrEmpty();
            Name(dataset).ShouldNotBeNullOrEmpty();
        }

        JsonElement[] facets = [.. Facets(one)];
        facets.ShouldNotBeEmpty();
        facets.ShouldAllBe(facet => Uri.IsWellFormedUriString(facet.GetProperty("_producer").GetString(), UriKind.Absolute)
            && facet.GetProperty("_schemaURL").GetString()!.StartsWith("https://openlineage.io/spec/facets/", StringComparison.Ordinal));
        return true;
    }

    private static IEnumerable<JsonElement> Facets(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Facets),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(field =>
            field.Name is "facets" or "inputFacets" or "outputFacets" ? field.Value.EnumerateObject().Select(facet => facet.Value) : Facets(field.Value)),
        _ => [],
    };

    private static string RunId(JsonElement one) => one.GetProperty("run").GetProperty("runId").GetString()!;

    private static string Name(JsonElement dataset) => dataset.GetProperty("name").GetString()!;

    private static JsonElement[] Events(Shop shop) =>
        [.. Directory.EnumerateFiles(shop.At("warehouse/lineage"), "*.jsonl").Order().SelectMany(File.ReadLines).Select(line => JsonDocument.Parse(line).RootElement)];
}
