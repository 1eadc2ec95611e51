using Segmentation.Models.Validation;

namespace Segmentation.Models.Gates;

/// <summary>How far apart clusters must be.</summary>
public sealed record SeparationGateOptions
{
    /// <summary>
    /// Least mean silhouette, from -1 to 1. Kaufman and Rousseeuw (1990) call 0.5 to 0.7 a reasonable structure, 0.25
    /// to 0.5 a weak one and less none.
    /// </summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>Mean silhouette below which a single cluster is named as weak.</summary>
    public double WeakClusterThreshold { get; init; } = 0.25;

    /// <summary>Name of each cluster, by number, for sentences; null means the numbers.</summary>
    public IReadOnlyList<string>? ClusterNames { get; init; }
}

/// <summary>Whether clusters are far enough apart to publish, and what to do when they are not.</summary>
/// <param name="IsPassed">Whether the measure reaches the threshold.</param>
/// <param name="Measure">
/// What was measured: "silhouette" or "simplified silhouette", which are different numbers.
/// </param>
/// <param name="Value">Its mean.</param>
/// <param name="Threshold">What it had to reach.</param>
/// <param name="WeakClusters">Clusters that are weak on their own, weakest first.</param>
/// <param name="Remedy">What happened and what to do next, in sentences.</param>
public sealed record SeparationVerdict(
    bool IsPassed,
    string Measure,
    double Value,
    double Threshold,
    IReadOnlyList<int> WeakClusters,
    string Remedy);

/// <summary>The gate a clustering passes when its clusters are apart.</summary>
public static class SeparationGate
{
    /// <summary>Judges by the exact silhouette, of all rows or of a sample.</summary>
    /// <param name="silhouette">The measure.</param>
    /// <param name="options">Thresholds.</param>
    /// <exception cref="ArgumentException">The measure is NaN, or a threshold is not from -1 to 1.</exception>
    public static SeparationVerdict Judge(Silhouette silhouette, SeparationGateOptions options)
    {
        ArgumentNullException.ThrowIfNull(silhouette);
        return Judge("silhouette", silhouette.Mean, silhouette.MeanPerCluster, options);
    }

    /// <summary>Judges by the simplified silhouette, which is usually higher: give it a threshold of its own.</summary>
    /// <param name="silhouette">The measure.</param>
    /// <param name="options">Thresholds.</param>
    /// <exception cref="ArgumentException">The measure is NaN, or a threshold is not from -1 to 1.</exception>
    public static SeparationVerdict Judge(SimplifiedSilhouette silhouette, SeparationGateOptions options)
    {
        ArgumentNullException.ThrowIfNull(silhouette);
        return Judge("simplified silhouette", silhouette.Mean, silhouette.MeanPerCluster, options);
    }

    private static SeparationVerdict Judge(
        string measure, double value, IReadOnlyList<double> perCluster, SeparationGateOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!(Math.Abs(options.Threshold) <= 1 && Math.Abs(options.WeakClusterThreshold) <= 1))
        {
            throw new ArgumentException(
                $"Thresholds are {options.Threshold} and {options.WeakClusterThreshold}; a silhouette is from -1 to 1.",
                nameof(options));
        }

        if (double.IsNaN(value))
        {
            throw new ArgumentException($"The {measure} is NaN, so there is nothing to judge.", nameof(value));
        }

        int[] weak =
        [
            .. Enumerable.Range(0, perCluster.Count)
                .Where(cluster => perCluster[cluster] < options.WeakClusterThreshold)
                .OrderBy(cluster => perCluster[cluster]).ThenBy(cluster => cluster),
        ];
        int occupied = perCluster.Count(mean => !double.IsNaN(mean));
        bool isPassed = value >= options.Threshold;
        return new SeparationVerdict(
            isPassed,
            measure,
            value,
            options.Threshold,
            weak,
            RemedyFor(measure, value, isPassed, weak, occupied, options));
    }

    private static string RemedyFor(
        string measure, double value, bool isPassed, int[] weak, int occupied, SeparationGateOptions options)
    {
        double threshold = options.Threshold;
        string names = string.Join(", ", weak.Select(cluster => options.ClusterNames?[cluster] ?? $"{cluster}"));
        if (isPassed)
        {
            string watch = weak.Length > 0 ? $" Clusters that are weak on their own: {names}." : "";
            return $"The {measure} of {value:0.000} reaches {threshold:0.000}. Nothing needs to be done.{watch}";
        }

        // One or two bad clusters are repaired; when most are weak, the features do not hold separate groups.
        string advice = weak.Length > 0 && weak.Length * 2 <= occupied
            ? $"Merge the weak clusters ({names}) with their neighbours, or fit fewer clusters."
            : "Fit fewer clusters; scale skewed features (log1p, winsorise) and drop those that do not differ; or " +
              "cut by value tiers, which claim no separation.";
        return $"The {measure} of {value:0.000} is below {threshold:0.000}, so nothing should be published. {advice} " +
            "Where overlapping segments are acceptable, lower the threshold in config and record why.";
    }
}
