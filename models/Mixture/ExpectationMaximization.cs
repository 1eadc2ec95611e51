using Segmentation.Models.Clustering;

namespace Segmentation.Models.Mixture;

/// <summary>One start, iterated until it gains no more.</summary>
/// <param name="Model">The model whose log-likelihood is the last of the list.</param>
/// <param name="LogLikelihoods">Of the start, then after each iteration.</param>
/// <param name="Converged">Whether the gain fell to the tolerance before the iteration limit.</param>
/// <param name="FlooredDirections">Directions in which <paramref name="Model"/> is held by the floor.</param>
internal sealed record ExpectationMaximization(
    GaussianMixtureModel Model, IReadOnlyList<double> LogLikelihoods, bool Converged, int FlooredDirections)
{
    public static ExpectationMaximization Run(
        RowMatrix rows,
        GaussianMixtureModel start,
        GaussianMixtureOptions options,
        CancellationToken cancellationToken)
    {
        var pass = new ExpectationPass(rows, options.Shape, RowUnits.ThreadsFor(options.ThreadCount));
        (GaussianMixtureModel model, int floored) = Maximization.RaiseToFloor(start, options.VarianceFloor);
        MixtureSums sums = pass.Run(model, cancellationToken);
        var logLikelihoods = new List<double> { sums.LogLikelihood };
        bool hasConverged = false;
        while (logLikelihoods.Count <= options.MaxIterations && !hasConverged)
        {
            (GaussianMixtureModel next, int nextFloored) =
                Maximization.Update(model, sums, rows.RowCount, options.VarianceFloor);
            sums = pass.Run(next, cancellationToken);
            double gain = sums.LogLikelihood - logLikelihoods[^1];
            hasConverged = !(gain > options.Tolerance * rows.RowCount);

            // At the summit only rounding is left to lose; the step that would lose it is not taken.
            if (gain >= 0)
            {
                (model, floored) = (next, nextFloored);
                logLikelihoods.Add(sums.LogLikelihood);
            }
        }

        return new ExpectationMaximization(model, logLikelihoods, hasConverged, floored);
    }
}
