using Segmentation.Jobs.Score;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Fit;

/// <summary>The segments that customers had before a fit, from which its clusters inherit their codes.</summary>
/// <param name="Codes">Codes in use.</param>
/// <param name="Places">Per customer, the place of their segment among the codes; -1 for none.</param>
internal sealed record EarlierSegments(IReadOnlyList<string> Codes, int[] Places)
{
    /// <summary>The published segments of tonight's customers: what there is to go by when a definition changed or everything is
    /// made anew, since a code must never come to mean other customers.</summary>
    /// <returns>Null when the scheme has none.</returns>
    public static EarlierSegments? Published(SchemeRun scheme, int rowCount, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> codes = scheme.Context.Engine.Query(
            $"select distinct segment_code from previous.customer_segments where scheme = {SqlText.Literal(scheme.Name)} and state = 'scored' order by segment_code",
            $"codes of scheme {scheme.Name}", row => row.GetString(0), null, cancellationToken);
        return codes.Count == 0 ? null : new EarlierSegments(codes, PublishedPlaces(scheme, codes, rowCount, cancellationToken));
    }

    /// <summary>The place of each customer's published segment among codes; -1 for none.</summary>
    public static int[] PublishedPlaces(SchemeRun scheme, IReadOnlyList<string> codes, int rowCount, CancellationToken cancellationToken)
    {
        string places = string.Join(" ", codes.Select((code, place) => $"when {SqlText.Literal(code)} then {place}"));
        return scheme.Context.Engine.ReadIntegers(
            $"""
            select cast(coalesce(case segments.segment_code {places} end, -1) as int)
            from scores.cluster_rows
            left join previous.customer_segments as segments
                on segments.customer_id = cluster_rows.customer_id
                and segments.scheme = {SqlText.Literal(scheme.Name)}
            order by cluster_rows.row_index
            """,
            rowCount, 1, $"published segments of scheme {scheme.Name}", cancellationToken)[0];
    }
}
