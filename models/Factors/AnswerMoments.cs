using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Segmentation.Models.Factors;

/// <summary>Means and covariances (n − 1) of answers, with missing ones handled by rule.</summary>
internal sealed record AnswerMoments(
    int ColumnCount, int RowCount, int DroppedRowCount, double[] Means, Matrix<double> Covariance)
{
    /// <summary>The most columns accepted: decompositions cost the cube of it.</summary>
    public const int MaxColumnCount = 500;

    /// <summary>Two passes: means, then products of deviations, so that a far-off mean costs no digits.</summary>
    public static AnswerMoments Of(ReadOnlySpan<double> rows, int columnCount, MissingAnswers missing)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columnCount, MaxColumnCount);
        int allCount = Clustering.KMeansChecks.RowCount(rows.Length, columnCount, nameof(rows));
        bool[] isUsed = new bool[allCount];
        double[] means = ColumnMeans(rows, columnCount, missing, isUsed);
        int used = isUsed.Count(flag => flag);
        double[] products = new double[columnCount * columnCount];
        double[] deviations = new double[columnCount];
        for (int row = 0; row < allCount; row++)
        {
            if (isUsed[row])
            {
                Deviate(rows.Slice(row * columnCount, columnCount), means, deviations);
                AddProducts(deviations, products);
            }
        }

        Matrix<double> covariance = DenseMatrix.Create(
            columnCount,
            columnCount,
            (i, j) => products[Math.Max(i, j) * columnCount + Math.Min(i, j)] / (used - 1));
        return new AnswerMoments(columnCount, used, allCount - used, means, covariance);
    }

    /// <summary>Standard deviations (n − 1).</summary>
    public double[] Scales() => [.. Covariance.Diagonal().Select(Math.Sqrt)];

    /// <exception cref="ArgumentException">A column is constant, so that it correlates with nothing.</exception>
    public Matrix<double> Correlation()
    {
        double[] scales = Scales();
        int constant = Array.FindIndex(scales, scale => !(scale > 0));
        if (constant >= 0)
        {
            throw new ArgumentException(
                $"Column {constant} is the same in all {RowCount} rows, so it correlates with nothing. Leave it out.");
        }

        return DenseMatrix.Create(
            ColumnCount, ColumnCount, (i, j) => i == j ? 1 : Covariance[i, j] / scales[i] / scales[j]);
    }

    /// <summary>
    /// One row standardised and multiplied by weights (columns × factors), by the rule for missing answers.
    /// </summary>
    public static void Score(
        ReadOnlySpan<double> rows,
        double[] means,
        double[] scales,
        double[] weights,
        MissingAnswers missing,
        Span<double> scores)
    {
        int columnCount = means.Length;
        int factorCount = weights.Length / columnCount;
        int rowCount = Clustering.KMeansChecks.RowCount(rows.Length, columnCount, nameof(rows));
        if (scores.Length != (long)rowCount * factorCount)
        {
            throw new ArgumentException(
                $"{rowCount} rows of {factorCount} scores do not fit {scores.Length} places.", nameof(scores));
        }

        scores.Clear();
        double[] deviations = new double[columnCount];
        for (int row = 0; row < rowCount; row++)
        {
            ReadOnlySpan<double> answers = rows.Slice(row * columnCount, columnCount);
            Span<double> target = scores.Slice(row * factorCount, factorCount);
            if (HasMissing(answers, row, missing) && missing == MissingAnswers.DropRow)
            {
                target.Fill(double.NaN);
                continue;
            }

            Deviate(answers, means, deviations);
            for (int i = 0; i < weights.Length; i++)
            {
                target[i % factorCount] +=
                    deviations[i / factorCount] / scales[i / factorCount] * weights[i];
            }
        }
    }

    private static double[] ColumnMeans(
        ReadOnlySpan<double> rows, int columnCount, MissingAnswers missing, bool[] isUsed)
    {
        double[] sums = new double[columnCount];
        long[] counts = new long[columnCount];
        for (int row = 0; row < isUsed.Length; row++)
        {
            ReadOnlySpan<double> answers = rows.Slice(row * columnCount, columnCount);
            isUsed[row] = !HasMissing(answers, row, missing) || missing == MissingAnswers.ColumnMean;
            for (int column = 0; isUsed[row] && column < columnCount; column++)
            {
                bool isPresent = !double.IsNaN(answers[column]);
                sums[column] += isPresent ? answers[column] : 0;
                counts[column] += isPresent ? 1 : 0;
            }
        }

        int used = isUsed.Count(flag => flag);
        if (used < 2 || counts.Any(count => count == 0))
        {
            throw new ArgumentException(
                $"{used} of {isUsed.Length} rows can be used and some column may have no answer; two complete rows " +
                "are needed at least. Leave out columns that few answered, or choose another rule for missing ones.");
        }

        return [.. sums.Zip(counts, (sum, count) => sum / count)];
    }

    /// <summary>Whether a row misses an answer; refuses infinity always, and NaN where the rule says so.</summary>
    private static bool HasMissing(ReadOnlySpan<double> answers, int row, MissingAnswers missing)
    {
        bool hasMissing = false;
        for (int column = 0; column < answers.Length; column++)
        {
            bool isMissing = double.IsNaN(answers[column]);
            hasMissing |= isMissing;
            if (double.IsInfinity(answers[column]) || (isMissing && missing == MissingAnswers.Refuse))
            {
                throw new ArgumentException(
                    $"Row {row}, column {column} is {answers[column]}. Answers are finite; NaN means missing and is " +
                    "refused unless MissingAnswers says what becomes of it.");
            }
        }

        return hasMissing;
    }

    private static void Deviate(ReadOnlySpan<double> answers, double[] means, double[] deviations)
    {
        for (int column = 0; column < means.Length; column++)
        {
            deviations[column] = double.IsNaN(answers[column]) ? 0 : answers[column] - means[column];
        }
    }

    private static void AddProducts(double[] deviations, double[] products)
    {
        for (int i = 0; i < deviations.Length; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                products[i * deviations.Length + j] += deviations[i] * deviations[j];
            }
        }
    }
}
