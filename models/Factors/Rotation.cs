using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Segmentation.Models.Factors;

/// <summary>Loadings turned towards simple structure, and the correlations of the turned factors.</summary>
internal sealed record Rotation(Matrix<double> Pattern, Matrix<double> Correlations)
{
    public static Rotation Of(Matrix<double> loadings, FactorRotation rotation)
    {
        Matrix<double> identity = DenseMatrix.CreateIdentity(loadings.ColumnCount);
        if (loadings.ColumnCount == 1 || rotation == FactorRotation.None)
        {
            return new Rotation(loadings, identity).Arrange();
        }

        // Kaiser's normalisation: every answer counts alike, however much the factors explain of it.
        double[] lengths = [.. loadings.EnumerateRows().Select(row => row.L2Norm()).Select(h => h > 0 ? h : 1)];
        Matrix<double> normalised = loadings.MapIndexed((i, _, value) => value / lengths[i]);
        if (rotation == FactorRotation.Oblimin)
        {
            (Matrix<double> pattern, Matrix<double> correlations) = Oblimin.Rotate(normalised);
            return new Rotation(pattern.MapIndexed((i, _, value) => value * lengths[i]), correlations).Arrange();
        }

        Matrix<double> varimax = Varimax(normalised).MapIndexed((i, _, value) => value * lengths[i]);
        return (rotation == FactorRotation.Promax ? Promax(varimax) : new Rotation(varimax, identity)).Arrange();
    }

    /// <summary>Plane by plane to the angle of greatest variance of squared loadings (Kaiser 1958).</summary>
    private static Matrix<double> Varimax(Matrix<double> loadings)
    {
        const int MaxSweeps = 1000;
        Matrix<double> turned = loadings.Clone();
        double largest = double.PositiveInfinity;
        for (int sweep = 0; sweep < MaxSweeps && largest > 1e-12; sweep++)
        {
            largest = 0;
            for (int first = 0; first < turned.ColumnCount; first++)
            {
                for (int second = first + 1; second < turned.ColumnCount; second++)
                {
                    largest = Math.Max(largest, Math.Abs(TurnPlane(turned, first, second)));
                }
            }
        }

        return turned;
    }

    private static double TurnPlane(Matrix<double> loadings, int first, int second)
    {
        (double a, double b, double c, double d) = (0, 0, 0, 0);
        for (int i = 0; i < loadings.RowCount; i++)
        {
            double u = loadings[i, first] * loadings[i, first] - loadings[i, second] * loadings[i, second];
            double v = 2 * loadings[i, first] * loadings[i, second];
            (a, b, c, d) = (a + u, b + v, c + u * u - v * v, d + 2 * u * v);
        }

        double numerator = d - 2 * a * b / loadings.RowCount;
        double denominator = c - (a * a - b * b) / loadings.RowCount;
        double angle = numerator == 0 && denominator == 0 ? 0 : Math.Atan2(numerator, denominator) / 4;
        (double sine, double cosine) = Math.SinCos(angle);
        for (int i = 0; i < loadings.RowCount; i++)
        {
            (double x, double y) = (loadings[i, first], loadings[i, second]);
            loadings[i, first] = x * cosine + y * sine;
            loadings[i, second] = y * cosine - x * sine;
        }

        return angle;
    }

    /// <summary>Regression of powered loadings on loadings, factors rescaled to unit variance.</summary>
    private static Rotation Promax(Matrix<double> varimax)
    {
        Matrix<double> target = varimax.Map(value => Math.Sign(value) * Math.Pow(value, 4));
        Matrix<double> turn = varimax.QR().Solve(target);
        Vector<double> scale = (turn.TransposeThisAndMultiply(turn)).Inverse().Diagonal().PointwiseSqrt();
        turn = turn.MapIndexed((_, j, value) => value * scale[j]);
        Matrix<double> inverse = turn.Inverse();
        return new Rotation(varimax * turn, inverse.TransposeAndMultiply(inverse));
    }

    /// <summary>Most squared loading first; each factor points the way its loadings sum to.</summary>
    private Rotation Arrange()
    {
        int[] order =
        [
            .. Enumerable.Range(0, Pattern.ColumnCount)
                .OrderByDescending(factor => Pattern.Column(factor).DotProduct(Pattern.Column(factor)))
                .ThenBy(factor => factor),
        ];
        double[] signs = [.. order.Select(factor => Pattern.Column(factor).Sum() < 0 ? -1.0 : 1.0)];
        Matrix<double> pattern = DenseMatrix.Create(
            Pattern.RowCount, order.Length, (i, j) => signs[j] * Pattern[i, order[j]]);
        Matrix<double> correlations = DenseMatrix.Create(
            order.Length,
            order.Length,
            (i, j) => i == j ? 1 : signs[i] * signs[j] * Correlations[order[i], order[j]]);
        return new Rotation(pattern, correlations);
    }
}
