using System.Text.RegularExpressions;
using Segmentation.Models.Clustering;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Score;

/// <summary>A fitted model of centroids as one SELECT, for those who want its segments where this program does not run.</summary>
/// <remarks>
/// <para>It is written in the subset that DuckDB and Spark compute alike, step by step as the program does: impute, reshape, cap,
/// scale, round to float32, squared distances added in column order, the nearest and the next, ties to the lower cluster. Tags equal the
/// program's but for ties within the last digit of a logarithm, in which mathematical libraries differ.</para>
/// <para>It knows nothing of states (who can be scored at all) nor of customers held on a border.</para>
/// </remarks>
public static partial class ClusterSql
{
    /// <summary>Terms up to which the text is still one that somebody may read, and engines plan quickly.</summary>
    private const int MostTerms = 4_096;

    /// <summary>Writes the SELECT.</summary>
    /// <param name="scaler">The model's scaling, one feature per column.</param>
    /// <param name="centroids">Centroids in scaled features, row-major; at least one.</param>
    /// <param name="codes">Segment code of each centroid.</param>
    /// <param name="table">The table with customer_id and the features in their own units; NaN and null are missing.</param>
    /// <returns>customer_id, segment_code, distance, next_segment_code, next_distance and distance_to_next, the last three null where
    /// there is one centroid; null instead of SQL where it would be too long to be of use.</returns>
    /// <exception cref="ArgumentException">Centroids do not fit features or codes.</exception>
    public static string? Of(FeatureScaler scaler, IReadOnlyList<double> centroids, IReadOnlyList<string> codes, string table)
    {
        int columnCount = scaler.Features.Count;
        if (codes.Count == 0 || centroids.Count != codes.Count * columnCount)
        {
            throw new ArgumentException($"{centroids.Count} values are not {codes.Count} centroids of {columnCount} features.", nameof(centroids));
        }

        return centroids.Count > MostTerms ? null : $"""
            with

            features_known as (

                select
                    customer_id,
            {Lines(columnCount, column => $"{Known(scaler.Features[column])} as x{column}")}
                from {table}

            ),

            features_reshaped as (

                select
                    customer_id,
            {Lines(columnCount, column => $"{Reshaped(scaler.Features[column], $"x{column}")} as x{column}")}
                from features_known

            ),

            features_capped as (

                select
                    customer_id,
            {Lines(columnCount, column => $"{Capped(scaler.Features[column], $"x{column}")} as x{column}")}
                from features_reshaped

            ),

            features_scaled as (

                select
                    customer_id,
            {Lines(columnCount, column => $"{Scaled(scaler.Features[column], $"x{column}")} as x{column}")}
                from features_capped

            ),

            distances_squared as (

                select
                    customer_id,
            {Lines(codes.Count, cluster => $"{Distance(centroids, columnCount, cluster)} as d{cluster}")}
                from features_scaled

            ),

            {Nearest(codes)}
            """;
    }

    /// <summary>The last steps: the nearest cluster, the next, their codes.</summary>
    private static string Nearest(IReadOnlyList<string> codes)
    {
        string[] others = [.. Enumerable.Range(0, codes.Count).Select(cluster => $"case when cluster <> {cluster} then d{cluster} end")];
        string own = codes.Count == 1 ? "0" : First(codes.Count, cluster => $"d{cluster} = nearest_squared");
        string next = codes.Count == 1 ? "cast(null as int)" : First(codes.Count, cluster => $"cluster <> {cluster} and d{cluster} = next_squared");
        return $"""
            nearest_measured as (

                select
                    *,
                    {Least([.. Enumerable.Range(0, codes.Count).Select(cluster => $"d{cluster}")])} as nearest_squared
                from distances_squared

            ),

            nearest_found as (

                select
                    *,
                    {own} as cluster
                from nearest_measured

            ),

            next_measured as (

                select
                    *,
                    {(codes.Count == 1 ? "cast(null as double)" : Least(others))} as next_squared
                from nearest_found

            ),

            next_found as (

                select
                    *,
                    {next} as next_cluster
                from next_measured

            )

            select
                customer_id,
                {Code("cluster", codes)} as segment_code,
                sqrt(nearest_squared) as distance,
                {Code("next_cluster", codes)} as next_segment_code,
                sqrt(next_squared) as next_distance,
                sqrt(next_squared) - sqrt(nearest_squared) as distance_to_next
            from next_found
            """;
    }

    private static string Known(ScaledFeature feature)
    {
        string name = PlainName().IsMatch(feature.Name) ? feature.Name : SqlText.Identifier(feature.Name);
        string value = $"cast({name} as double)";
        string missing = feature.RefusesMissing ? "cast(null as double)" : Number(feature.MissingValue);
        return $"case when {name} is null or {value} = cast('nan' as double) then {missing} else {value} end";
    }

    /// <summary>ln(1 + x) that keeps its digits for small x, mirrored for negative x.</summary>
    private static string Reshaped(ScaledFeature feature, string x)
    {
        if (feature.Transform == FeatureTransform.None)
        {
            return x;
        }

        string plusOne = $"(1e0 + abs({x}))";
        return $"case when {x} < 0 then -1e0 else 1e0 end * case when {plusOne} = 1e0 then abs({x}) else ln{plusOne} * abs({x}) / ({plusOne} - 1e0) end";
    }

    private static string Capped(ScaledFeature feature, string x)
    {
        string raised = feature.LowerCap is { } lower ? $"greatest({x}, {Number(lower)})" : x;
        return feature.UpperCap is { } upper ? $"least({raised}, {Number(upper)})" : raised;
    }

    private static string Scaled(ScaledFeature feature, string x) =>
        $"cast(cast(({x} - {Number(feature.Offset)}) / {Number(feature.Scale)} * {Number(feature.Weight)} as float) as double)";

    private static string Distance(IReadOnlyList<double> centroids, int columnCount, int cluster) =>
        string.Join(" + ", Enumerable.Range(0, columnCount).Select(column =>
        {
            string difference = $"(x{column} - {Number(centroids[cluster * columnCount + column])})";
            return $"{difference} * {difference}";
        }));

    private static string First(int count, Func<int, string> holds) =>
        $"case {string.Join(" ", Enumerable.Range(0, count).Select(cluster => $"when {holds(cluster)} then {cluster}"))} end";

    private static string Code(string cluster, IReadOnlyList<string> codes) =>
        $"case {cluster} {string.Join(" ", codes.Select((code, number) => $"when {number} then {SqlText.Literal(code)}"))} end";

    private static string Least(string[] values) => values.Length == 1 ? values[0] : $"least({string.Join(", ", values)})";

    private static string Number(double value) => SqlText.Literal(value);

    private static string Lines(int count, Func<int, string> line) =>
        string.Join(",\n", Enumerable.Range(0, count).Select(number => $"        {line(number)}"));

    [GeneratedRegex("^[a-z_][a-z0-9_]*$")]
    private static partial Regex PlainName();
}
