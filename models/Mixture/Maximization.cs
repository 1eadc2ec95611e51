using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Segmentation.Models.Mixture;

/// <summary>The M-step: of all mixtures no narrower than the floor, the likeliest for given memberships.</summary>
/// <remarks>
/// Raising eigenvalues of the covariance to the floor is the exact maximum under that bound (Ingrassia and Rocci 2007),
/// so the log-likelihood still never falls. Adding a constant to the diagonal would not promise that.
/// </remarks>
internal static class Maximization
{
    /// <summary>
    /// A component with less than this share of a row has no shape of its own; it keeps the one it had.
    /// </summary>
    private const double LeastWeight = 1e-8;

    /// <returns>The new model, and in how many directions it is held by the floor.</returns>
    public static (GaussianMixtureModel Model, int FlooredDirections) Update(
        GaussianMixtureModel model, MixtureSums sums, int rowCount, double floor)
    {
        double[] weights = [.. Enumerable.Range(0, sums.ComponentCount).Select(k => sums.Weight(k) / rowCount)];
        double total = weights.Sum();
        double[] means = (double[])model.Means.Clone();
        double[] covariances = (double[])model.Covariances.Clone();
        int floored = 0;
        var pooled = new double[sums.SecondLength];
        for (int component = 0; component < sums.ComponentCount; component++)
        {
            double weight = sums.Weight(component);
            if (weight < LeastWeight)
            {
                continue;
            }

            double[] moments = CentralMoments(sums, component, means);
            if (sums.IsPooled)
            {
                AddScaled(pooled, moments, weight);
            }
            else
            {
                floored += Write(model.Shape, moments, floor, covariances, component, model.ColumnCount);
            }
        }

        if (sums.IsPooled)
        {
            ReadOnlySpan<double> second = sums.Second(0);
            for (int i = 0; i < pooled.Length; i++)
            {
                pooled[i] = (second[i] + pooled[i]) / rowCount;
            }

            floored = Write(model.Shape, pooled, floor, covariances, 0, model.ColumnCount);
        }

        GaussianMixtureModel updated = model with
        {
            Weights = [.. weights.Select(weight => weight / total)],
            Means = means,
            Covariances = covariances,
        };
        return (updated, floored);
    }

    /// <summary>A given model, made no narrower than the floor.</summary>
    public static (GaussianMixtureModel Model, int FlooredDirections) RaiseToFloor(
        GaussianMixtureModel model, double floor)
    {
        double[] covariances = (double[])model.Covariances.Clone();
        int d = model.ColumnCount;
        int floored = 0;
        int matrixCount = model.Shape == CovarianceShape.Tied ? 1 : model.ComponentCount;
        for (int component = 0; component < matrixCount; component++)
        {
            double[,] covariance = model.Covariance(component);
            bool isTriangular = model.Shape is CovarianceShape.Full or CovarianceShape.Tied;
            var moments = new List<double>();
            for (int row = 0; row < d; row++)
            {
                for (int column = isTriangular ? 0 : row; column <= row; column++)
                {
                    moments.Add(covariance[row, column]);
                }
            }

            floored += Write(model.Shape, [.. moments], floor, covariances, component, d);
        }

        return (model with { Covariances = covariances }, floored);
    }

    /// <summary>
    /// Moves the component's mean and returns its second moments about the new one, divided by its weight. When pooled,
    /// only the correction for the move, as the sums are shared.
    /// </summary>
    private static double[] CentralMoments(MixtureSums sums, int component, double[] means)
    {
        double weight = sums.Weight(component);
        double[] shift = [.. sums.First(component).ToArray().Select(value => value / weight)];
        double[] moments = new double[sums.SecondLength];
        ReadOnlySpan<double> second = sums.Second(component);
        int place = 0;
        for (int row = 0; row < shift.Length; row++)
        {
            means[component * shift.Length + row] += shift[row];
            for (int column = sums.IsTriangular ? 0 : row; column <= row; column++, place++)
            {
                moments[place] = (sums.IsPooled ? 0 : second[place] / weight) - shift[row] * shift[column];
            }
        }

        return moments;
    }

    private static void AddScaled(double[] target, double[] values, double scale)
    {
        for (int i = 0; i < target.Length; i++)
        {
            target[i] += scale * values[i];
        }
    }

    private static int Write(
        CovarianceShape shape, double[] moments, double floor, double[] covariances, int component, int columnCount)
    {
        switch (shape)
        {
            case CovarianceShape.Spherical:
                double variance = moments.Average();
                covariances[component] = Math.Max(variance, floor);
                return variance < floor ? columnCount : 0;
            case CovarianceShape.Diagonal:
                for (int column = 0; column < columnCount; column++)
                {
                    covariances[component * columnCount + column] = Math.Max(moments[column], floor);
                }

                return moments.Count(value => value < floor);
            default:
                return WriteMatrix(
                    moments, floor, covariances.AsSpan(component * columnCount * columnCount), columnCount);
        }
    }

    private static int WriteMatrix(double[] moments, double floor, Span<double> covariance, int columnCount)
    {
        // The smallest eigenvalue exceeds the floor exactly when the matrix less the floor has a Cholesky factor.
        double[] lowered = (double[])moments.Clone();
        for (int column = 0; column < columnCount; column++)
        {
            lowered[Triangle.Length(column) + column] -= floor;
        }

        int floored = 0;
        Matrix<double> matrix = DenseMatrix.Create(
            columnCount,
            columnCount,
            (row, column) => moments[Triangle.Length(Math.Max(row, column)) + Math.Min(row, column)]);
        if (!Triangle.TryFactor(lowered, columnCount))
        {
            Evd<double> eigen = matrix.Evd(Symmetricity.Symmetric);
            double[] values = [.. eigen.EigenValues.Select(value => value.Real)];
            floored = values.Count(value => value < floor);
            Matrix<double> scaled = eigen.EigenVectors.MapIndexed(
                (row, column, value) => value * Math.Sqrt(Math.Max(values[column], floor)));
            matrix = scaled.TransposeAndMultiply(scaled);
        }

        for (int i = 0; i < columnCount * columnCount; i++)
        {
            (int row, int column) = (i / columnCount, i % columnCount);
            covariance[i] = matrix[Math.Max(row, column), Math.Min(row, column)];
        }

        return floored;
    }
}
