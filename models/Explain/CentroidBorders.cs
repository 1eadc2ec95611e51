using Segmentation.Models.Clustering;

namespace Segmentation.Models.Explain;

/// <summary>
/// What all customers under a centroid model share: centroids, limits as the scaler sees them, the way back.
/// </summary>
internal sealed class CentroidBorders
{
    private readonly FeatureScaler _scaler;
    private readonly double[] _centroids;
    private readonly double[] _lowest;
    private readonly double[] _highest;
    private readonly double[]?[] _apart;

    public CentroidBorders(FeatureScaler scaler, double[] centroids, IReadOnlyList<ChangeLimit> limits)
    {
        _scaler = scaler;
        _centroids = centroids;
        Limits = limits;
        _apart = new double[]?[centroids.Length / limits.Count];
        _lowest = [.. limits.Select((limit, feature) => scaler.Features[feature].Apply(limit.Lowest))];
        _highest = [.. limits.Select((limit, feature) => scaler.Features[feature].Apply(limit.Highest))];
    }

    public IReadOnlyList<ChangeLimit> Limits { get; }

    public int FeatureCount => Limits.Count;

    public int ClusterCount => _centroids.Length / FeatureCount;

    public ReadOnlySpan<double> Centroid(int cluster) => _centroids.AsSpan(cluster * FeatureCount, FeatureCount);

    /// <summary>Distance from one centroid to each, kept once asked for.</summary>
    public double[] Apart(int cluster)
    {
        double[]? apart = Volatile.Read(ref _apart[cluster]);
        if (apart is null)
        {
            // Two threads may both do this; they get the same.
            apart = new double[ClusterCount];
            for (int other = 0; other < apart.Length; other++)
            {
                apart[other] = Math.Sqrt(SquaredDistance(Centroid(cluster), Centroid(other)));
            }

            Volatile.Write(ref _apart[cluster], apart);
        }

        return apart;
    }

    /// <summary>How far a feature may fall from a scaled value: 0 or less.</summary>
    public double Down(int feature, double scaled) =>
        Limits[feature].MayFall ? Math.Min(0, _lowest[feature] - scaled) : 0;

    /// <summary>How far a feature may rise from a scaled value: 0 or more.</summary>
    public double Up(int feature, double scaled) =>
        Limits[feature].MayRise ? Math.Max(0, _highest[feature] - scaled) : 0;

    /// <summary>As scoring sees it: prepared features are float32.</summary>
    public double Scaled(int feature, double raw) => (float)_scaler.Features[feature].Apply(raw);

    /// <summary>
    /// The feature's own value for a scaled one, stepped away from where it began, within its limits.
    /// </summary>
    public double Raw(int feature, double from, double scaled, bool rises)
    {
        ChangeLimit limit = Limits[feature];
        double value = limit.Stepped(_scaler.Features[feature].Invert(scaled), rises);
        return rises
            ? Math.Max(from, Math.Min(value, limit.Stepped(limit.Highest, rises: false)))
            : Math.Min(from, Math.Max(value, limit.Stepped(limit.Lowest, rises: true)));
    }

    /// <summary>The nearest centroid; a tie goes to the lower one.</summary>
    public int Nearest(ReadOnlySpan<double> scaled)
    {
        int nearest = 0;
        double least = double.PositiveInfinity;
        for (int cluster = 0; cluster < ClusterCount; cluster++)
        {
            double squared = SquaredDistance(scaled, Centroid(cluster));
            if (squared < least)
            {
                least = squared;
                nearest = cluster;
            }
        }

        return nearest;
    }

    public static double SquaredDistance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double squared = 0;
        for (int i = 0; i < a.Length; i++)
        {
            squared += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return squared;
    }
}
