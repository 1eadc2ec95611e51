using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Ingest;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Lineage;

/// <summary>The features and metrics by which schemes cut.</summary>
internal static class SchemeMeasures
{
    /// <summary>The words of an rfm scheme for its own scores.</summary>
    private static readonly string[] Scores = ["r", "f", "m"];

    /// <summary>Columns of mart.customer_measures that decide about a customer's segment, each once, in order of name.</summary>
    /// <param name="engine">Parses conditions.</param>
    /// <param name="scheme">The scheme.</param>
    public static IReadOnlyList<string> Of(DuckDbEngine engine, SchemeConfig scheme)
    {
        IEnumerable<string> conditions = scheme.Segments.Select(segment => segment.When).OfType<string>()
            .SelectMany(condition => SqlExpression.Parse(engine, condition, out _)?.Columns ?? []);
        IEnumerable<string> measures = scheme.Kind switch
        {
            SchemeKind.Rules => conditions,
            SchemeKind.Rfm => [scheme.Rfm.Recency, scheme.Rfm.Frequency, scheme.Rfm.Monetary, .. conditions.Except(Scores)],
            SchemeKind.Lifecycle => ["tenure_days", "recency_days", "last_gap_days", "repeat_order_count", "interval_mean_days"],
            SchemeKind.ValueTier => [scheme.ValueTier.Measure],
            SchemeKind.Needs => scheme.Needs.Typing.Features.Select(feature => feature.Name),
            _ => scheme.Clusters()?.Features.Select(feature => feature.Name) ?? [],
        };
        return [.. measures.Select(measure => measure.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal)];
    }
}
