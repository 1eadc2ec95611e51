using Segmentation.Models.Clustering;

namespace Segmentation.Models.Explain;

/// <summary>Rows dealt by hash into those to grow from, to prune by and to judge by.</summary>
internal sealed record DealtRows(int[] Grow, int[] Prune, int[] Judge, bool IsHeldOut)
{
    public static DealtRows Of(int[] labels, float[]? weights, Func<int, ulong> key, SurrogateTreeOptions options)
    {
        var parts = new List<int>[] { [], [], [] };
        ulong round = RowHash.Round(options.Seed, 0, 0);
        for (int row = 0; row < labels.Length; row++)
        {
            if (labels[row] >= 0 && (weights is null || weights[row] > 0))
            {
                double draw = RowHash.Uniform(round, key(row));
                int part = draw < options.TestShare ? 2 : draw < options.TestShare + options.ValidationShare ? 1 : 0;
                parts[part].Add(row);
            }
        }

        bool isHeldOut = options.TestShare > 0;
        if (parts[0].Count == 0 || isHeldOut && parts[2].Count == 0)
        {
            throw new ArgumentException(
                $"Of the rows that have a segment and weight, {parts[0].Count} are left to grow rules from and " +
                $"{parts[2].Count} to judge them by. Give more rows, or set the shares to 0.");
        }

        return new DealtRows([.. parts[0]], [.. parts[1]], [.. isHeldOut ? parts[2] : parts[0]], isHeldOut);
    }
}
