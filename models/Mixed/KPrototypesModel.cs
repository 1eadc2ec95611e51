using Segmentation.Models.Clustering;

namespace Segmentation.Models.Mixed;

/// <summary>
/// Fitted prototypes: a mean per numeric feature and a mode per categorical one. Plain numbers: written to JSON and
/// read back, it scores alike.
/// </summary>
public sealed record KPrototypesModel
{
    /// <summary>Number of clusters.</summary>
    public required int ClusterCount { get; init; }

    /// <summary>Numeric features per row; may be 0.</summary>
    public required int NumericCount { get; init; }

    /// <summary>Categorical features per row; may be 0.</summary>
    public required int CategoricalCount { get; init; }

    /// <summary>What one differing category costs, in squared units of the numeric features.</summary>
    public required double Gamma { get; init; }

    /// <summary>Means, row-major: <see cref="NumericCount"/> values per cluster.</summary>
    public required double[] Means { get; init; }

    /// <summary>Modes, row-major: <see cref="CategoricalCount"/> codes per cluster.</summary>
    public required int[] Modes { get; init; }

    /// <summary>Assigns every row to its nearest prototype.</summary>
    /// <param name="numeric">Finite numeric features, row-major, prepared as the fitted rows were.</param>
    /// <param name="categories">Codes, row-major; 0 or more. A code never fitted differs from every mode.</param>
    /// <param name="assignments">Receives one cluster per row. A tie goes to the lower index.</param>
    /// <param name="costs">Receives the distance per row; leave empty when not wanted.</param>
    /// <param name="threadCount">
    /// Threads to use; 0 or less means all cores. Does not change the result by a bit.
    /// </param>
    /// <param name="cancellationToken">Stops between units of rows.</param>
    /// <returns>The cost: the sum of distances from each row to its prototype.</returns>
    /// <exception cref="ArgumentException">Shapes differ, a number is not finite, or a code is negative.</exception>
    public unsafe double Assign(
        ReadOnlySpan<float> numeric,
        ReadOnlySpan<int> categories,
        Span<int> assignments,
        Span<double> costs = default,
        int threadCount = 1,
        CancellationToken cancellationToken = default)
    {
        int rowCount = assignments.Length;
        KMeansChecks.LengthPerRow(costs.IsEmpty ? null : costs.Length, rowCount, nameof(costs));
        MixedRows.Check(numeric, NumericCount, categories, CategoricalCount, rowCount);
        fixed (float* numbers = numeric)
        fixed (int* codes = categories)
        fixed (int* targets = assignments)
        fixed (double* costTargets = costs)
        {
            var rows = new MixedRows(numbers, codes, null, rowCount, NumericCount, CategoricalCount);
            return new PrototypePass(rows, this, targets, costTargets)
                .Assign(RowUnits.ThreadsFor(threadCount), cancellationToken);
        }
    }
}
