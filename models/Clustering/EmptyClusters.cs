namespace Segmentation.Models.Clustering;

/// <summary>Gives clusters that lost all their rows the rows farthest from their own centroid.</summary>
internal static unsafe class EmptyClusters
{
    /// <summary>Most rows moved per iteration; more empty clusters wait for the next one.</summary>
    private const int MostPerIteration = 64;

    private readonly record struct FarRow(double SquaredDistance, int Row) : IComparable<FarRow>
    {
        /// <summary>Farther first, then lower row.</summary>
        public int CompareTo(FarRow other)
        {
            int byDistance = other.SquaredDistance.CompareTo(SquaredDistance);
            return byDistance != 0 ? byDistance : Row.CompareTo(other.Row);
        }
    }

    /// <summary>
    /// Moves rows into empty clusters, updating assignments, sums and centroids; returns how many moved.
    /// </summary>
    /// <remarks>
    /// A row is taken only from a cluster of two or more, and only if it is not at its centroid. Inertia falls with
    /// every move: the row's own cost becomes zero and its old cluster's mean fits the rest better.
    /// </remarks>
    public static int Fill(LloydPass pass, double[] centroids)
    {
        ClusterSums sums = pass.Sums;
        List<int> empty = [.. Enumerable.Range(0, sums.ClusterCount).Where(cluster => sums.Count(cluster) == 0)];
        if (empty.Count == 0)
        {
            return 0;
        }

        int moved = 0;
        foreach (FarRow far in FindFarthest(pass, centroids, Math.Min(empty.Count, MostPerIteration)))
        {
            int donor = pass.Assignments[far.Row];
            if (sums.Count(donor) < 2)
            {
                continue;
            }

            int cluster = empty[moved++];
            sums.Move(pass.Rows.Row(far.Row), pass.Rows.Weight(far.Row), donor, cluster);
            pass.Assignments[far.Row] = cluster;
            pass.Forget(far.Row);
            sums.WriteMean(donor, centroids);
            sums.WriteMean(cluster, centroids);
        }

        return moved;
    }

    private static SortedSet<FarRow> FindFarthest(LloydPass pass, double[] centroids, int wanted)
    {
        var farthest = new SortedSet<FarRow>();
        RowMatrix rows = pass.Rows;
        fixed (double* values = centroids)
        {
            for (int row = 0; row < rows.RowCount; row++)
            {
                int cluster = pass.Assignments[row];
                double* centroid = values + cluster * rows.ColumnCount;
                double distance = ExactDistance.Squared(rows.Row(row), centroid, rows.ColumnCount);
                if (distance <= 0 || rows.Weight(row) <= 0
                    || (farthest.Count == wanted && distance <= farthest.Max.SquaredDistance))
                {
                    continue;
                }

                farthest.Add(new FarRow(distance, row));
                if (farthest.Count > wanted)
                {
                    farthest.Remove(farthest.Max);
                }
            }
        }

        return farthest;
    }
}
