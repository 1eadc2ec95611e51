using MathNet.Numerics.LinearAlgebra;

namespace Segmentation.Models.Factors;

/// <summary>Unrotated loadings and how they were found.</summary>
internal sealed record Extraction(
    Matrix<double> Loadings, double[] Uniquenesses, IReadOnlyList<double> Discrepancies, bool Converged)
{
    /// <summary>No answer is explained wholly: a smaller uniqueness is a Heywood case, as in R's factanal.</summary>
    public const double LeastUniqueness = 0.005;

    /// <summary>
    /// Maximum likelihood by turns: the best loadings for given uniquenesses are eigenvectors; the best uniquenesses
    /// for given loadings are what is left of the diagonal (Barber 2012, 21.1, as in scikit-learn).
    /// </summary>
    public static Extraction MaximumLikelihood(
        Matrix<double> correlation, int factorCount, FactorAnalysisOptions options)
    {
        double share = 1 - 0.5 * factorCount / correlation.RowCount;
        double[] start =
            [.. correlation.Inverse().Diagonal().Select(value => Math.Max(share / value, LeastUniqueness))];
        return Iterate(start, options, uniquenesses =>
        {
            Matrix<double> scaled = correlation.MapIndexed(
                (i, j, value) => value / Math.Sqrt(uniquenesses[i] * uniquenesses[j]));
            SymmetricEigen eigen = SymmetricEigen.Of(scaled);
            Matrix<double> loadings = TopVectors(eigen, factorCount, value => Math.Max(0, value - 1))
                .MapIndexed((i, _, value) => value * Math.Sqrt(uniquenesses[i]));
            double discrepancy = eigen.Values.Skip(factorCount).Sum(value => value - Math.Log(value) - 1);
            return (loadings, discrepancy);
        });
    }

    /// <summary>
    /// Principal axes (Thomson 1934): communalities on the diagonal, starting from squared multiple correlations.
    /// </summary>
    public static Extraction PrincipalAxis(Matrix<double> correlation, int factorCount, FactorAnalysisOptions options)
    {
        double[] start = [.. correlation.Inverse().Diagonal().Select(value => Math.Max(1 / value, LeastUniqueness))];
        return Iterate(start, options, uniquenesses =>
        {
            Matrix<double> reduced = correlation.MapIndexed((i, j, value) => i == j ? 1 - uniquenesses[i] : value);
            Matrix<double> loadings = TopVectors(SymmetricEigen.Of(reduced), factorCount, value => Math.Max(0, value));
            Matrix<double> residual = correlation - loadings.TransposeAndMultiply(loadings);
            double squares = residual.EnumerateIndexed()
                .Where(entry => entry.Item1 < entry.Item2).Sum(entry => entry.Item3 * entry.Item3);
            return (loadings, squares);
        });
    }

    private static Extraction Iterate(
        double[] start, FactorAnalysisOptions options, Func<double[], (Matrix<double> Loadings, double Misfit)> fit)
    {
        double[] uniquenesses = start;
        var discrepancies = new List<double>();
        (Matrix<double> loadings, double misfit) = fit(uniquenesses);
        discrepancies.Add(misfit);
        bool hasConverged = false;
        while (!hasConverged && discrepancies.Count <= options.MaxIterations)
        {
            double[] next =
            [
                .. loadings.EnumerateRows().Select(row => Math.Clamp(1 - row.DotProduct(row), LeastUniqueness, 1)),
            ];
            hasConverged = next.Zip(uniquenesses).All(pair => Math.Abs(pair.First - pair.Second) <= options.Tolerance);
            uniquenesses = next;
            (loadings, misfit) = fit(uniquenesses);
            discrepancies.Add(misfit);
        }

        return new Extraction(loadings, uniquenesses, discrepancies, hasConverged);
    }

    private static Matrix<double> TopVectors(SymmetricEigen eigen, int count, Func<double, double> squaredLength) =>
        eigen.Vectors.SubMatrix(0, eigen.Values.Length, 0, count)
            .MapIndexed((_, factor, value) => value * Math.Sqrt(squaredLength(eigen.Values[factor])));
}
