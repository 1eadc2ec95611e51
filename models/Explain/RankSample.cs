using Segmentation.Models.Clustering;

namespace Segmentation.Models.Explain;

/// <summary>
/// Rows whose values are sorted: all of them, or about a given number chosen by hash of the key, with a floor for every
/// segment so that a small one is not lost.
/// </summary>
internal sealed record RankSample(int[] Rows, bool IsExact)
{
    public static RankSample Choose(
        int[] labels, int labelCount, ulong[]? keys, SegmentContrastOptions options)
    {
        int[] sizes = new int[labelCount];
        foreach (int label in labels)
        {
            if (label >= 0)
            {
                sizes[label]++;
            }
        }

        int total = sizes.Sum();
        bool isExact = total <= options.RankSampleRows;
        double[] shares =
        [
            .. sizes.Select(size => isExact
                ? 1.0
                : Math.Max(options.SmallestSegmentSample, (double)options.RankSampleRows * size / total) / size),
        ];
        ulong round = RowHash.Round(options.Seed, 0, 0);
        var rows = new List<int>(Math.Min(total, options.RankSampleRows + options.RankSampleRows / 8));
        for (int row = 0; row < labels.Length; row++)
        {
            int label = labels[row];
            ulong key = keys is null ? (ulong)row : keys[row];
            if (label >= 0 && (shares[label] >= 1 || RowHash.Uniform(round, key) < shares[label]))
            {
                rows.Add(row);
            }
        }

        return new RankSample([.. rows], rows.Count == total);
    }
}
