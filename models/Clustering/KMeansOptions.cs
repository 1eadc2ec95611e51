namespace Segmentation.Models.Clustering;

/// <summary>How many bits one vector instruction handles. The choice changes speed, never results.</summary>
public enum VectorWidth
{
    /// <summary>The widest the processor runs well.</summary>
    Auto = 0,

    /// <summary>128 bits: any x64 or Arm64 processor.</summary>
    Bits128 = 128,

    /// <summary>256 bits: AVX2.</summary>
    Bits256 = 256,

    /// <summary>512 bits: AVX-512.</summary>
    Bits512 = 512,
}

/// <summary>Where the first centroids come from when none are given.</summary>
public enum KMeansSeeding
{
    /// <summary>
    /// Greedy k-means++ on the rows whose hash is smallest, at most <see cref="KMeansOptions.SeedingSampleSize"/> or
    /// so; on all rows when there are fewer.
    /// </summary>
    PlusPlus,

    /// <summary>k-means|| over all rows (Bahmani et al. 2012), then greedy k-means++ among its candidates.</summary>
    Parallel,
}

/// <summary>Whether passes skip rows that cannot have moved (Hamerly 2010). Changes speed, never results.</summary>
public enum KMeansBounds
{
    /// <summary>From the pass on where they pay, judged by how many rows they spare.</summary>
    Auto,

    /// <summary>Never: every pass compares every row with every centroid (Lloyd).</summary>
    Never,

    /// <summary>From the first pass on.</summary>
    Always,
}

/// <summary>Everything a k-means fit may be told. The same options and rows give the same fit.</summary>
public sealed record KMeansOptions
{
    /// <summary>Number of clusters k, from 1 to <see cref="KMeans.MaxClusterCount"/>.</summary>
    public required int ClusterCount { get; init; }

    /// <summary>Seed of every random draw. A draw is a hash of (seed, row key, round), so it needs no order.</summary>
    public required long Seed { get; init; }

    /// <summary>
    /// Independent starts; the lowest inertia wins, a tie goes to the earlier start. A warm start counts once.
    /// </summary>
    public int Restarts { get; init; } = 10;

    /// <summary>Most iterations per start, at least 1.</summary>
    public int MaxIterations { get; init; } = 300;

    /// <summary>
    /// Stop when the squared movements of all centroids sum to at most this times the mean column variance.
    /// 0 stops only when no row changes cluster.
    /// </summary>
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>Threads to use; 0 or less means all cores. Does not change the result by a bit.</summary>
    public int ThreadCount { get; init; } = 1;

    /// <summary>Warm start: centroids row-major, in the columns of the rows. Null means seed them.</summary>
    public float[]? InitialCentroids { get; init; }

    /// <summary>How to seed when there is no warm start.</summary>
    public KMeansSeeding Seeding { get; init; } = KMeansSeeding.PlusPlus;

    /// <summary>Expected rows in the k-means++ sample; raised to 64 per cluster where that is more.</summary>
    public int SeedingSampleSize { get; init; } = 65_536;

    /// <summary>Use of distance bounds. Tests force it; leave it on Auto.</summary>
    public KMeansBounds Bounds { get; init; } = KMeansBounds.Auto;

    /// <summary>Vector width of the distance kernel. Tests force it; leave it on Auto.</summary>
    public VectorWidth Width { get; init; } = VectorWidth.Auto;
}
