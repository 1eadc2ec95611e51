namespace Segmentation.Models.Mixture;

/// <summary>Everything a mixture fit may be told. The same options and rows give the same fit.</summary>
public sealed record GaussianMixtureOptions
{
    /// <summary>Number of components k, from 1 to <see cref="GaussianMixture.MaxComponentCount"/>.</summary>
    public required int ComponentCount { get; init; }

    /// <summary>Seed of the k-means starts. A draw is a hash of (seed, row key, round).</summary>
    public required long Seed { get; init; }

    /// <summary>What covariances may look like.</summary>
    public CovarianceShape Shape { get; init; } = CovarianceShape.Full;

    /// <summary>
    /// Starts, each from its own k-means; the highest log-likelihood wins, a tie goes to the earlier. A warm start
    /// counts once.
    /// </summary>
    public int Restarts { get; init; } = 3;

    /// <summary>Most EM iterations per start, at least 1.</summary>
    public int MaxIterations { get; init; } = 200;

    /// <summary>Stop when an iteration adds at most this to the log-likelihood per row.</summary>
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>
    /// No component is narrower than this variance in any direction, in squared units of the features; above 0. It
    /// keeps a component from collapsing onto equal rows, where the likelihood has no bound. Features with a spike at
    /// one value deserve more, such as 1e-3 of standardised ones.
    /// </summary>
    public double VarianceFloor { get; init; } = 1e-6;

    /// <summary>Threads to use; 0 or less means all cores. Does not change the result by a bit.</summary>
    public int ThreadCount { get; init; } = 1;

    /// <summary>Warm start, such as last month's model, of the same shape and size. Null means k-means.</summary>
    public GaussianMixtureModel? InitialModel { get; init; }
}
