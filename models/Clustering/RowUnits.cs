namespace Segmentation.Models.Clustering;

/// <summary>
/// Rows cut into units whose size depends on the problem and never on the number of threads. A unit's sums are made by
/// one thread in row order and units are added in unit order, so the answer is the same on any number of threads.
/// </summary>
internal readonly record struct RowUnits(int RowCount, int RowsPerUnit)
{
    /// <summary>A multiple of the rows in a kernel tile at every width (12, 24, 48).</summary>
    private const int RowGranule = 48;

    /// <summary>
    /// Small enough to share 1 million rows among many cores, large enough to hide the cost of handing out.
    /// </summary>
    private const int SmallestUnitRows = 171 * RowGranule;

    private const long PartialSumBytesLimit = 128L << 20;

    public int Count => (int)(((long)RowCount + RowsPerUnit - 1) / RowsPerUnit);

    public int First(int unit) => unit * RowsPerUnit;

    public int End(int unit) => (int)Math.Min(RowCount, (long)(unit + 1) * RowsPerUnit);

    /// <summary>
    /// Units for sums of <paramref name="valuesPerUnit"/> doubles each, at most 128 MiB of them in all.
    /// </summary>
    public static RowUnits For(int rowCount, int valuesPerUnit)
    {
        long mostUnits = Math.Max(16, PartialSumBytesLimit / (sizeof(double) * (long)Math.Max(1, valuesPerUnit)));
        long rows = Math.Max(SmallestUnitRows, (rowCount + mostUnits - 1) / mostUnits);
        return new RowUnits(rowCount, (int)((rows + RowGranule - 1) / RowGranule * RowGranule));
    }

    /// <summary>Runs <paramref name="body"/> once per unit, in no promised order.</summary>
    public void ForEach(int threadCount, Action<int> body, CancellationToken cancellationToken)
    {
        int unitCount = Count;
        int workers = Math.Min(threadCount, unitCount);
        if (workers <= 1)
        {
            for (int unit = 0; unit < unitCount; unit++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                body(unit);
            }

            return;
        }

        int next = -1;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellationToken };
        Parallel.For(0, workers, parallel, _ =>
        {
            int unit;
            while ((unit = Interlocked.Increment(ref next)) < unitCount)
            {
                cancellationToken.ThrowIfCancellationRequested();
                body(unit);
            }
        });
    }

    /// <summary>The threads an option asks for: itself, or every core when it is 0 or less.</summary>
    public static int ThreadsFor(int threadCount) => threadCount > 0 ? threadCount : Environment.ProcessorCount;
}
