namespace Segmentation.Models.Mixture;

/// <summary>A fitted mixture and the evidence for it.</summary>
public sealed record GaussianMixtureFit
{
    /// <summary>The mixture.</summary>
    public required GaussianMixtureModel Model { get; init; }

    /// <summary>Rows fitted.</summary>
    public required int RowCount { get; init; }

    /// <summary>Most likely component of each row; a tie goes to the lower index.</summary>
    public required int[] Assignments { get; init; }

    /// <summary>Rows per component by <see cref="Assignments"/>; may be 0 where components overlap.</summary>
    public required long[] Sizes { get; init; }

    /// <summary>Natural logarithm of the density of all rows under <see cref="Model"/>.</summary>
    public required double LogLikelihood { get; init; }

    /// <summary>
    /// Log-likelihood of the start, then after each iteration. Never falls; the last is <see cref="LogLikelihood"/>.
    /// </summary>
    public required IReadOnlyList<double> LogLikelihoodPerIteration { get; init; }

    /// <summary>EM iterations of the start that won.</summary>
    public required int Iterations { get; init; }

    /// <summary>Whether the start that won stopped by itself rather than at the iteration limit.</summary>
    public required bool Converged { get; init; }

    /// <summary>Which start won, counted from 0.</summary>
    public required int WinningRestart { get; init; }

    /// <summary>Final log-likelihood of every start, in order: how much the result depends on luck.</summary>
    public required IReadOnlyList<double> LogLikelihoodPerRestart { get; init; }

    /// <summary>
    /// Directions in which a component is as narrow as the floor allows. Above 0, the log-likelihood, AIC and BIC
    /// depend on the floor and compare only with fits of the same floor.
    /// </summary>
    public required int FlooredDirectionCount { get; init; }

    /// <summary>
    /// Mean over rows of the entropy of membership, in nats: 0 when no row is shared between components.
    /// </summary>
    public required double MeanMembershipEntropy { get; init; }

    /// <summary>Numbers free to vary: means, covariances, and one fewer weights than components.</summary>
    public int FreeParameterCount => Model.FreeParameterCount;

    /// <summary>Bayesian information criterion, −2 log L + p log n; lower is better.</summary>
    /// <remarks>Schwarz, "Estimating the dimension of a model" (1978).</remarks>
    public double Bic => -2 * LogLikelihood + FreeParameterCount * Math.Log(RowCount);

    /// <summary>Akaike's information criterion, −2 log L + 2p; lower is better.</summary>
    /// <remarks>Akaike, "A new look at the statistical model identification" (1974).</remarks>
    public double Aic => -2 * LogLikelihood + 2 * FreeParameterCount;

    /// <summary>
    /// Integrated completed likelihood as BIC plus twice the membership entropy; lower is better. It asks for
    /// components that are apart, where BIC asks for density only.
    /// </summary>
    /// <remarks>Biernacki, Celeux, Govaert, "Assessing a mixture model for clustering" (2000).</remarks>
    public double Icl => Bic + 2 * MeanMembershipEntropy * RowCount;
}
