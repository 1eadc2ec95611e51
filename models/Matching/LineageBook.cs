namespace Segmentation.Models.Matching;

/// <summary>Writes down what became of every code.</summary>
internal sealed class LineageBook
{
    private readonly OverlapCounts _overlap;
    private readonly int[] _kept;
    private readonly int[] _clusterOf;
    private readonly IReadOnlyList<string> _oldCodes;
    private readonly string[] _newCodes;
    private readonly SegmentMatchingOptions _options;

    public LineageBook(
        long[,] counts, int[] kept, IReadOnlyList<string> oldCodes, string[] newCodes, SegmentMatchingOptions options)
    {
        _overlap = new OverlapCounts(counts);
        _kept = kept;
        _oldCodes = oldCodes;
        _newCodes = newCodes;
        _options = options;
        _clusterOf = [.. Enumerable.Range(0, oldCodes.Count).Select(old => Array.IndexOf(kept, old))];
    }

    public long SharedCustomers => _overlap.RowTotals.Sum();

    public double ShareMoved
    {
        get
        {
            long stayed = Enumerable.Range(0, _kept.Length)
                .Where(cluster => _kept[cluster] >= 0).Sum(cluster => _overlap[_kept[cluster], cluster]);
            return SharedCustomers > 0 ? 1 - (double)stayed / SharedCustomers : double.NaN;
        }
    }

    public IReadOnlyList<LineageRow> Rows()
    {
        int[] olds = [.. Enumerable.Range(0, _oldCodes.Count)];
        int[] clusters = [.. Enumerable.Range(0, _newCodes.Length)];
        return
        [
            .. new[]
            {
                clusters.Where(cluster => _kept[cluster] >= 0)
                    .Select(cluster => Row(_kept[cluster], cluster, LineageKind.Kept)),
                clusters.Where(cluster => _kept[cluster] < 0)
                    .Select(cluster => Row(LargestSource(cluster), cluster, LineageKind.Minted)),
                olds.Where(old => _clusterOf[old] < 0)
                    .Select(old => Row(old, LargestDestination(old), LineageKind.Retired)),
                olds.SelectMany(old => Splits(old).Select(cluster => Row(old, cluster, LineageKind.Split))),
                clusters.SelectMany(cluster => Merges(cluster).Select(old => Row(old, cluster, LineageKind.Merged))),
            }
            .SelectMany(rows => rows
                .OrderBy(row => row.FromCode, StringComparer.Ordinal)
                .ThenBy(row => row.ToCode, StringComparer.Ordinal)),
        ];
    }

    /// <summary>Clusters that hold a notable part of an old segment, if there are several.</summary>
    private int[] Splits(int old)
    {
        int[] parts = [.. Enumerable.Range(0, _newCodes.Length)
            .Where(cluster => _overlap.ShareOfRow(old, cluster) >= _options.SplitShare)];
        return parts.Length >= 2 ? parts : [];
    }

    /// <summary>Old segments most of which went into a cluster, if there are several.</summary>
    private int[] Merges(int cluster)
    {
        int[] parents = [.. Enumerable.Range(0, _oldCodes.Count)
            .Where(old => _overlap.ShareOfRow(old, cluster) >= _options.MergeShare)];
        return parents.Length >= 2 ? parents : [];
    }

    private int LargestSource(int cluster)
    {
        int largest = -1;
        for (int old = 0; old < _oldCodes.Count; old++)
        {
            long best = largest < 0 ? 0 : _overlap[largest, cluster];
            largest = _overlap[old, cluster] > best ? old : largest;
        }

        return largest;
    }

    private int LargestDestination(int old)
    {
        int largest = -1;
        for (int cluster = 0; cluster < _newCodes.Length; cluster++)
        {
            long best = largest < 0 ? 0 : _overlap[old, largest];
            largest = _overlap[old, cluster] > best ? cluster : largest;
        }

        return largest;
    }

    private LineageRow Row(int old, int cluster, LineageKind kind) => old < 0 || cluster < 0
        ? new LineageRow(
            old < 0 ? null : _oldCodes[old], cluster < 0 ? null : _newCodes[cluster], kind, 0, 0, 0, 0)
        : new LineageRow(
            _oldCodes[old],
            _newCodes[cluster],
            kind,
            _overlap[old, cluster],
            _overlap.Jaccard(old, cluster),
            _overlap.ShareOfRow(old, cluster),
            _overlap.ShareOfColumn(old, cluster));
}
