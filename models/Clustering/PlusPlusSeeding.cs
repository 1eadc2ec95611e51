namespace Segmentation.Models.Clustering;

/// <summary>
/// Greedy k-means++: each next centroid is the best of a few rows drawn with probability proportional to weight times
/// squared distance to the centroids so far.
/// </summary>
/// <remarks>
/// Arthur and Vassilvitskii, "k-means++" (2007). The draw is an exponential race (Efraimidis and Spirakis 2006): every
/// row gets −ln(u) / (w·D²) with u a hash of its key, and the smallest win. It needs no running total, so neither the
/// order of rows nor the number of threads can change who wins.
/// </remarks>
internal sealed unsafe class PlusPlusSeeding
{
    private readonly RowMatrix _rows;
    private readonly RowUnits _units;
    private readonly double[] _squaredDistances;
    private readonly int _threadCount;
    private readonly CancellationToken _cancellationToken;

    private PlusPlusSeeding(RowMatrix rows, int threadCount, CancellationToken cancellationToken)
    {
        _rows = rows;
        _units = RowUnits.For(rows.RowCount, 1);
        _squaredDistances = new double[rows.RowCount];
        _threadCount = threadCount;
        _cancellationToken = cancellationToken;
    }

    private readonly record struct Entrant(double Time, ulong Key, int Row) : IComparable<Entrant>
    {
        public int CompareTo(Entrant other)
        {
            int byTime = Time.CompareTo(other.Time);
            int byKey = byTime != 0 ? byTime : Key.CompareTo(other.Key);
            return byKey != 0 ? byKey : Row.CompareTo(other.Row);
        }
    }

    /// <summary>
    /// The chosen rows, row-major; null when the rows hold fewer than <paramref name="clusterCount"/> different ones.
    /// </summary>
    public static double[]? Choose(
        RowMatrix rows, int clusterCount, long seed, int restart, int threadCount, CancellationToken cancellationToken)
    {
        var seeding = new PlusPlusSeeding(rows, threadCount, cancellationToken);
        double[] centroids = new double[clusterCount * rows.ColumnCount];
        int candidateCount = 2 + (int)Math.Log(clusterCount);
        Array.Fill(seeding._squaredDistances, 1);
        for (int cluster = 0; cluster < clusterCount; cluster++)
        {
            bool isFirst = cluster == 0;
            Entrant[] winners = seeding.Race(RowHash.Round(seed, restart, cluster), isFirst ? 1 : candidateCount);
            if (winners.Length == 0)
            {
                return null;
            }

            int chosen = isFirst ? winners[0].Row : seeding.BestOf(winners);
            seeding.Include(chosen, isFirst);
            for (int column = 0; column < rows.ColumnCount; column++)
            {
                centroids[cluster * rows.ColumnCount + column] = rows.Row(chosen)[column];
            }
        }

        return centroids;
    }

    /// <summary>The first finishers among rows not yet at a centroid.</summary>
    private Entrant[] Race(ulong roundSeed, int places)
    {
        var finishers = new List<Entrant>[_units.Count];
        ForEachUnit((unit, first, end) => finishers[unit] = RaceUnit(roundSeed, places, first, end));
        return [.. finishers.SelectMany(entrants => entrants).Order().Take(places)];
    }

    private List<Entrant> RaceUnit(ulong roundSeed, int places, int first, int end)
    {
        var leaders = new List<Entrant>(places + 1);
        double slowest = double.PositiveInfinity;
        for (int row = first; row < end; row++)
        {
            double rate = _rows.Weight(row) * _squaredDistances[row];
            double draw = RowHash.Uniform(roundSeed, _rows.Key(row));

            // 1 − u ≤ −ln u spares almost every row its logarithm.
            if (rate <= 0 || (1 - draw) > slowest * rate)
            {
                continue;
            }

            var entrant = new Entrant(-Math.Log(draw) / rate, _rows.Key(row), row);
            int place = leaders.BinarySearch(entrant);
            leaders.Insert(place < 0 ? ~place : place, entrant);
            if (leaders.Count > places)
            {
                leaders.RemoveAt(places);
            }

            slowest = leaders.Count == places ? leaders[^1].Time : slowest;
        }

        return leaders;
    }

    /// <summary>The candidate that leaves the least inertia; a tie goes to the earlier finisher.</summary>
    private int BestOf(Entrant[] candidates)
    {
        double[][] potentials = new double[_units.Count][];
        ForEachUnit((unit, first, end) => potentials[unit] = PotentialsOf(candidates, first, end));
        int best = 0;
        double bestPotential = double.PositiveInfinity;
        for (int candidate = 0; candidate < candidates.Length; candidate++)
        {
            double potential = 0;
            foreach (double[] unitPotentials in potentials)
            {
                potential += unitPotentials[candidate];
            }

            if (potential < bestPotential)
            {
                best = candidate;
                bestPotential = potential;
            }
        }

        return candidates[best].Row;
    }

    private double[] PotentialsOf(Entrant[] candidates, int first, int end)
    {
        double[] potentials = new double[candidates.Length];
        for (int row = first; row < end; row++)
        {
            double weight = _rows.Weight(row);
            for (int candidate = 0; candidate < candidates.Length; candidate++)
            {
                double distance = SquaredDistance(row, candidates[candidate].Row);
                potentials[candidate] += weight * Math.Min(distance, _squaredDistances[row]);
            }
        }

        return potentials;
    }

    private void Include(int chosen, bool isFirst) => ForEachUnit((_, first, end) =>
    {
        for (int row = first; row < end; row++)
        {
            double distance = SquaredDistance(row, chosen);
            _squaredDistances[row] = isFirst ? distance : Math.Min(distance, _squaredDistances[row]);
        }
    });

    private double SquaredDistance(int row, int other) =>
        ExactDistance.Squared(_rows.Row(row), _rows.Row(other), _rows.ColumnCount);

    private void ForEachUnit(Action<int, int, int> body)
    {
        RowUnits units = _units;
        units.ForEach(_threadCount, unit => body(unit, units.First(unit), units.End(unit)), _cancellationToken);
    }
}
