namespace Segmentation.Models.Mixed;

/// <summary>Everything a k-prototypes fit may be told. The same options and rows give the same fit.</summary>
public sealed record KPrototypesOptions
{
    /// <summary>Number of clusters k, from 1 to <see cref="KPrototypes.MaxClusterCount"/>.</summary>
    public required int ClusterCount { get; init; }

    /// <summary>Seed of every random draw. A draw is a hash of (seed, row key, round), so it needs no order.</summary>
    public required long Seed { get; init; }

    /// <summary>
    /// What one differing category costs, in squared units of the numeric features; 0 or more. Null means
    /// <see cref="KPrototypes.DefaultGamma"/>.
    /// </summary>
    public double? Gamma { get; init; }

    /// <summary>Independent starts; the lowest cost wins, a tie goes to the earlier start.</summary>
    public int Restarts { get; init; } = 5;

    /// <summary>Most iterations per start, at least 1.</summary>
    public int MaxIterations { get; init; } = 100;

    /// <summary>Threads to use; 0 or less means all cores. Does not change the result by a bit.</summary>
    public int ThreadCount { get; init; } = 1;
}
