using Segmentation.Models.Clustering;

namespace Segmentation.Models.Mixture;

/// <summary>Memberships and assignments of all rows. Either target may be null.</summary>
internal sealed unsafe class MembershipPass(
    RowMatrix rows, GaussianMixtureModel model, double* memberships, int* assignments)
{
    private readonly RowMatrix _rows = rows;
    private readonly double* _memberships = memberships;
    private readonly int* _assignments = assignments;
    private readonly MixtureDensity _density = MixtureDensity.Of(model);

    public (double LogLikelihood, double Entropy) Run(int threadCount, CancellationToken cancellationToken)
    {
        RowUnits units = RowUnits.For(_rows.RowCount, 1);
        var sums = new (double LogLikelihood, double Entropy)[units.Count];
        units.ForEach(
            threadCount, unit => sums[unit] = RunUnit(units.First(unit), units.End(unit)), cancellationToken);
        (double LogLikelihood, double Entropy) total = default;
        foreach ((double logLikelihood, double entropy) in sums)
        {
            total = (total.LogLikelihood + logLikelihood, total.Entropy + entropy);
        }

        return total;
    }

    private (double LogLikelihood, double Entropy) RunUnit(int first, int end)
    {
        using var tile = new MixtureTile(_density, model.ColumnCount);
        double logLikelihood = 0;
        double entropy = 0;
        for (int row = first; row < end; row += MixtureTile.RowCount)
        {
            int count = Math.Min(MixtureTile.RowCount, end - row);
            tile.Load(_rows, row, count);
            logLikelihood += tile.Evaluate(count);
            for (int lane = 0; lane < count; lane++)
            {
                entropy += Write(tile, lane, row + lane);
            }
        }

        return (logLikelihood, entropy);
    }

    /// <returns>The entropy of the row's membership.</returns>
    private double Write(MixtureTile tile, int lane, int row)
    {
        int winner = 0;
        double highest = -1;
        double entropy = 0;
        for (int component = 0; component < tile.ComponentCount; component++)
        {
            double membership = tile.Memberships[component * MixtureTile.RowCount + lane];
            entropy -= membership is > 0 and < 1 ? membership * Math.Log(membership) : 0;
            if (membership > highest)
            {
                (winner, highest) = (component, membership);
            }

            if (_memberships != null)
            {
                _memberships[(long)row * tile.ComponentCount + component] = membership;
            }
        }

        if (_assignments != null)
        {
            _assignments[row] = winner;
        }

        return entropy;
    }
}
