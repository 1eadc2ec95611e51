using Segmentation.Models.Clustering;

namespace Segmentation.Models.Mixture;

/// <summary>
/// A density that is a weighted sum of Gaussians. Plain numbers: written to JSON and read back, it scores alike.
/// </summary>
public sealed record GaussianMixtureModel
{
    /// <summary>What the covariances look like.</summary>
    public required CovarianceShape Shape { get; init; }

    /// <summary>Features per row, d.</summary>
    public required int ColumnCount { get; init; }

    /// <summary>Share of each component; not negative, adding up to 1.</summary>
    public required double[] Weights { get; init; }

    /// <summary>Means, row-major: d values per component.</summary>
    public required double[] Means { get; init; }

    /// <summary>
    /// Full: k matrices of d × d. Tied: one. Diagonal: d variances per component. Spherical: one variance per
    /// component.
    /// </summary>
    public required double[] Covariances { get; init; }

    /// <summary>Number of components, k.</summary>
    public int ComponentCount => Weights.Length;

    /// <summary>Numbers free to vary: means, covariances, and one fewer weights than components.</summary>
    public int FreeParameterCount
    {
        get
        {
            int triangle = ColumnCount * (ColumnCount + 1) / 2;
            int covariance = Shape switch
            {
                CovarianceShape.Full => ComponentCount * triangle,
                CovarianceShape.Tied => triangle,
                CovarianceShape.Diagonal => ComponentCount * ColumnCount,
                _ => ComponentCount,
            };
            return covariance + ComponentCount * ColumnCount + ComponentCount - 1;
        }
    }

    /// <summary>One component's covariance as a d × d matrix, whatever the shape.</summary>
    public double[,] Covariance(int component)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(component);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(component, ComponentCount);
        var matrix = new double[ColumnCount, ColumnCount];
        for (int row = 0; row < ColumnCount; row++)
        {
            for (int column = 0; column < ColumnCount; column++)
            {
                bool isDiagonal = row == column;
                matrix[row, column] = Shape switch
                {
                    CovarianceShape.Full => Covariances[(component * ColumnCount + row) * ColumnCount + column],
                    CovarianceShape.Tied => Covariances[row * ColumnCount + column],
                    CovarianceShape.Diagonal => isDiagonal ? Covariances[component * ColumnCount + row] : 0,
                    _ => isDiagonal ? Covariances[component] : 0,
                };
            }
        }

        return matrix;
    }

    /// <summary>How far each row belongs to each component.</summary>
    /// <param name="rows">Finite features, row-major, prepared as the fitted rows were.</param>
    /// <param name="memberships">Receives k probabilities per row, adding up to 1; leave empty when not wanted.</param>
    /// <param name="assignments">
    /// Receives the most likely component per row, a tie to the lower index; leave empty when not wanted.
    /// </param>
    /// <param name="threadCount">
    /// Threads to use; 0 or less means all cores. Does not change the result by a bit.
    /// </param>
    /// <param name="cancellationToken">Stops between units of rows.</param>
    /// <returns>The log-likelihood of the rows: the sum of the natural logarithms of their densities.</returns>
    /// <exception cref="ArgumentException">
    /// Shapes differ, a value is NaN, infinite or beyond 1e16, or the model is not a mixture.
    /// </exception>
    public unsafe double Score(
        ReadOnlySpan<float> rows,
        Span<double> memberships,
        Span<int> assignments = default,
        int threadCount = 1,
        CancellationToken cancellationToken = default)
    {
        MixtureChecks.Model(this);
        int rowCount = KMeansChecks.RowCount(rows.Length, ColumnCount, nameof(rows));
        KMeansChecks.LengthPerRow(assignments.IsEmpty ? null : assignments.Length, rowCount, nameof(assignments));
        if (!memberships.IsEmpty && memberships.Length != (long)rowCount * ComponentCount)
        {
            throw new ArgumentException(
                $"{rowCount} rows of {ComponentCount} components do not fit {memberships.Length} places.",
                nameof(memberships));
        }

        fixed (float* values = rows)
        fixed (double* membershipsPointer = memberships)
        fixed (int* assignmentsPointer = assignments)
        {
            var matrix = new RowMatrix(values, null, null, rowCount, ColumnCount);
            int threads = RowUnits.ThreadsFor(threadCount);
            RowStatistics.Of(matrix, threads, cancellationToken);
            var pass = new MembershipPass(matrix, this, membershipsPointer, assignmentsPointer);
            return pass.Run(threads, cancellationToken).LogLikelihood;
        }
    }
}
