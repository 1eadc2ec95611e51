using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Lineage;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Docs;

/// <summary>A segment as readers see it.</summary>
/// <param name="Scheme">Its scheme.</param>
/// <param name="Code">Its code.</param>
/// <param name="Label">Its name.</param>
/// <param name="Description">What it says of a customer.</param>
public sealed record DocumentedSegment(string Scheme, string Code, string Label, string Description);

/// <summary>All that the documentation is made from: headers, configuration, contract, and what the last night found.</summary>
public sealed record DocsFacts
{
    public required SegmentationConfig Config { get; init; }

    public required TransformCatalog Catalog { get; init; }

    public required NightTables Tables { get; init; }

    /// <summary>Segments of the live publication; none before the first night.</summary>
    public IReadOnlyList<DocumentedSegment> Segments { get; init; } = [];

    /// <summary>The newest verdict of every audit; none before the first night.</summary>
    public IReadOnlyDictionary<string, RunAudit> Verdicts { get; init; } = new Dictionary<string, RunAudit>();

    /// <summary>Meaning by column name.</summary>
    public IReadOnlyDictionary<string, string> Meanings => meanings ??= ColumnMeanings.Of(Catalog);

    private IReadOnlyDictionary<string, string>? meanings;

    /// <summary>What a column means: the company's own words first.</summary>
    public string MeaningOf(string table, string column) =>
        table.StartsWith("mart.customer_", StringComparison.Ordinal) || table == "publish.customer_features"
            ? Config.Metrics.TryGetValue(column, out MetricConfig? metric) ? metric.Description
                : Config.Features.TryGetValue(column, out FeatureConfig? feature) ? feature.Description
                : Meanings.GetValueOrDefault(column, "")
            : Meanings.GetValueOrDefault(column, "");
}
