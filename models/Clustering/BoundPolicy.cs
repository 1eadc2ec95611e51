namespace Segmentation.Models.Clustering;

/// <summary>How one pass over the rows finds their clusters. The answer is the same each way.</summary>
internal enum PassKind
{
    /// <summary>Every row against every centroid.</summary>
    Plain,

    /// <summary>As plain, and bounds are kept for the passes that follow.</summary>
    Recording,

    /// <summary>Only rows whose bounds leave it open are looked at.</summary>
    Bounded,
}

/// <summary>Chooses the kind of the next pass from what the passes before had to look at.</summary>
/// <remarks>
/// Counts and not a clock decide, so that a fit does the same work wherever it runs. The costs are nanoseconds per row as
/// measured on one machine with 512-bit vectors; elsewhere they are off by a common factor, which cancels.
/// </remarks>
internal sealed class BoundPolicy(KMeansBounds bounds, int rowCount, int columnCount, int clusterCount)
{
    /// <summary>Rows left open for every row that moves, roughly, once bounds have aged a little.</summary>
    private const double OpenPerMoved = 30;

    private const double TestCost = 3;
    private const double RecordCost = 10;
    private const int FirstPause = 8;

    private readonly double _plainCost = PlainCost(columnCount, clusterCount);
    private readonly double _fetchCost = 6 + 0.5 * columnCount;
    private int _pause = FirstPause;
    private int _plainLeft;

    /// <summary>The kind of the next pass.</summary>
    public PassKind Next { get; private set; } =
        bounds == KMeansBounds.Always && IsPossible(clusterCount) ? PassKind.Recording : PassKind.Plain;

    /// <summary>Learns from a pass of the kind last told: rows that moved, were open, and were scored.</summary>
    public void Learn(long moved, long open, long scored)
    {
        if (bounds == KMeansBounds.Never || !IsPossible(clusterCount))
        {
            return;
        }

        Next = Next switch
        {
            PassKind.Recording => PassKind.Bounded,
            PassKind.Bounded when bounds == KMeansBounds.Always || IsWorthIt(open, scored) => PassKind.Bounded,
            PassKind.Bounded => GiveUp(),
            _ => --_plainLeft <= 0 && IsPromising(moved) ? PassKind.Recording : PassKind.Plain,
        };
    }

    /// <summary>What comparing a row with every centroid costs.</summary>
    public static double PlainCost(int columnCount, int clusterCount) =>
        0.0115 * columnCount * clusterCount + 0.1 * columnCount + 0.7;

    private static bool IsPossible(int clusterCount) => clusterCount > 1;

    /// <summary>While many rows move bounds are made in vain. Half gaps cost k², which must stay small beside n·k.</summary>
    private bool IsPromising(long moved) =>
        clusterCount <= rowCount / 16 && IsWorthIt((long)(OpenPerMoved * moved), (long)(OpenPerMoved * moved));

    private bool IsWorthIt(long open, long scored)
    {
        double boundedCost = TestCost + (open * _fetchCost + scored * (_plainCost + RecordCost)) / rowCount;
        return boundedCost < _plainCost;
    }

    private PassKind GiveUp()
    {
        _plainLeft = _pause;
        _pause *= 2;
        return PassKind.Plain;
    }
}
