using System.Globalization;
using System.Text.Json.Nodes;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine.Lineage;

namespace Segmentation.Batch.Observability;

/// <summary>A file or table, for OpenLineage.</summary>
/// <param name="Namespace">What its name is unique in.</param>
/// <param name="Name">Its name.</param>
/// <param name="RowCount">Rows that were read or written; null when not counted.</param>
/// <param name="SizeBytes">Bytes, where it is a file.</param>
/// <param name="Columns">Its columns; null when not known.</param>
internal sealed record LineageDataset(
    string Namespace, string Name, long? RowCount, long? SizeBytes = null, IReadOnlyList<(string Name, string Type)>? Columns = null)
{
    /// <summary>Where its columns come from; null when not known.</summary>
    public DatasetLineage? Lineage { get; init; }
}

/// <summary>Where a dataset's columns come from.</summary>
/// <param name="Fields">What bears on each column.</param>
/// <param name="Rows">What bears on all of them, since it decides which rows there are.</param>
internal sealed record DatasetLineage(IReadOnlyList<(string Column, IReadOnlyList<LineageField> Inputs)> Fields, IReadOnlyList<LineageField> Rows);

/// <summary>A column of a dataset, and how it bears on another.</summary>
internal sealed record LineageField(string Namespace, string Dataset, string Field, InfluenceKind Kind);

/// <summary>Writes run events as OpenLineage 2-0-2 says them.</summary>
internal sealed class LineageEvents(ObservedNight night)
{
    private const string Spec = "https://openlineage.io/spec";

    private readonly string producer = $"urn:segbatch:{night.Run.ProgramVersion}";

    /// <summary>The event of a run's beginning.</summary>
    public JsonObject Start() => Event("START", night.Run.StartedAt, new JsonObject { ["nominalTime"] = NominalTime() }, [], []);

    /// <summary>The event of a run's end: COMPLETE, FAIL or ABORT.</summary>
    public JsonObject End(RunRow run, IReadOnlyList<LineageDataset> inputs, IReadOnlyList<LineageDataset> outputs)
    {
        var facets = new JsonObject { ["nominalTime"] = NominalTime() };
        if (run.Status == RunStatus.Failed)
        {
            JsonObject error = Facet("1-0-1", "ErrorMessageRunFacet");
            error["message"] = run.Message ?? "";
            error["programmingLanguage"] = "C#";
            facets["errorMessage"] = error;
        }

        string type = run.Status switch
        {
            RunStatus.Done => "COMPLETE",
            RunStatus.Cancelled => "ABORT",
            _ => "FAIL",
        };
        return Event(type, run.FinishedAt ?? night.Clock.GetUtcNow(), facets, inputs, outputs);
    }

    private JsonObject Event(
        string type, DateTimeOffset at, JsonObject runFacets, IReadOnlyList<LineageDataset> inputs, IReadOnlyList<LineageDataset> outputs)
    {
        JsonObject jobType = Facet("2-0-3", "JobTypeJobFacet");
        jobType["processingType"] = "BATCH";
        jobType["integration"] = "SEGBATCH";
        jobType["jobType"] = "JOB";
        string company = night.Config.Company;
        return new JsonObject
        {
            ["eventType"] = type,
            ["eventTime"] = Instant(at),
            ["run"] = new JsonObject
            {
                ["runId"] = RunUuid.Of($"{night.Config.Lineage.Namespace}/{company}", night.Run.RunId).ToString(),
                ["facets"] = runFacets,
            },
            ["job"] = new JsonObject
            {
                ["namespace"] = night.Config.Lineage.Namespace,
                ["name"] = $"{company}.{night.Run.Command}",
                ["facets"] = new JsonObject { ["jobType"] = jobType },
            },
            ["inputs"] = new JsonArray([.. inputs.Select(dataset => Dataset(dataset, "inputFacets", "inputStatistics", "1-0-0", "InputStatisticsInputDatasetFacet"))]),
            ["outputs"] = new JsonArray([.. outputs.Select(dataset => Dataset(dataset, "outputFacets", "outputStatistics", "1-0-2", "OutputStatisticsOutputDatasetFacet"))]),
            ["producer"] = producer,
            ["schemaURL"] = $"{Spec}/2-0-2/OpenLineage.json#/$defs/RunEvent",
        };
    }

    private JsonObject Dataset(LineageDataset dataset, string facetsKey, string statisticsKey, string version, string facet)
    {
        var document = new JsonObject { ["namespace"] = dataset.Namespace, ["name"] = dataset.Name };
        var facets = new JsonObject();
        if (dataset.Columns is { } columns)
        {
            JsonObject schema = Facet("1-1-1", "SchemaDatasetFacet");
            schema["fields"] = new JsonArray([.. columns.Select(column => new JsonObject { ["name"] = column.Name, ["type"] = column.Type })]);
            facets["schema"] = schema;
        }

        if (dataset.Lineage is { } lineage)
        {
            facets["columnLineage"] = ColumnLineage(lineage);
        }

        if (facets.Count > 0)
        {
            document["facets"] = facets;
        }

        if (dataset.RowCount is not null || dataset.SizeBytes is not null)
        {
            JsonObject statistics = Facet(version, facet);
            if (dataset.RowCount is { } rows)
            {
                statistics["rowCount"] = rows;
            }

            if (dataset.SizeBytes is { } bytes)
            {
                statistics["size"] = bytes;
            }

            document[facetsKey] = new JsonObject { [statisticsKey] = statistics };
        }

        return document;
    }

    private JsonObject ColumnLineage(DatasetLineage lineage)
    {
        JsonObject facet = Facet("1-2-0", "ColumnLineageDatasetFacet");
        facet["fields"] = new JsonObject(lineage.Fields.Select(field =>
            KeyValuePair.Create<string, JsonNode?>(field.Column, new JsonObject { ["inputFields"] = InputFields(field.Inputs) })));
        if (lineage.Rows.Count > 0)
        {
            facet["dataset"] = InputFields(lineage.Rows);
        }

        return facet;
    }

    private static JsonArray InputFields(IReadOnlyList<LineageField> inputs) => new(
    [
        .. inputs.GroupBy(input => (input.Namespace, input.Dataset, input.Field)).Select(input => new JsonObject
        {
            ["namespace"] = input.Key.Namespace,
            ["name"] = input.Key.Dataset,
            ["field"] = input.Key.Field,
            ["transformations"] = new JsonArray([.. input.Select(one => new JsonObject
            {
                ["type"] = Influence.IsValue(one.Kind) ? "DIRECT" : "INDIRECT",
                ["subtype"] = one.Kind == InfluenceKind.GroupBy ? "GROUP_BY" : one.Kind.ToString().ToUpperInvariant(),
                ["description"] = "",
                ["masking"] = false,
            })]),
        }),
    ]);

    /// <summary>The day the run is for, as distinct from the clock.</summary>
    private JsonObject NominalTime()
    {
        JsonObject facet = Facet("1-0-1", "NominalTimeRunFacet");
        facet["nominalStartTime"] = night.Run.SnapshotDate is { } day ? $"{day:yyyy-MM-dd}T00:00:00Z" : Instant(night.Run.StartedAt);
        return facet;
    }

    private JsonObject Facet(string version, string name) => new()
    {
        ["_producer"] = producer,
        ["_schemaURL"] = $"{Spec}/facets/{version}/{name}.json#/$defs/{name}",
    };

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
