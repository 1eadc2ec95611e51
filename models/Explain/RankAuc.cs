namespace Segmentation.Models.Explain;

/// <summary>Area under the receiver operating characteristic, and how far each row pulls it.</summary>
/// <remarks>
/// Hanley and McNeil (1982) for the area as a chance; DeLong, DeLong, Clarke-Pearson (1988) for the placements. Only
/// rows of one fold are compared, as means learned outside a fold are lower where the fold's own are high.
/// </remarks>
internal static class RankAuc
{
    /// <summary>The area, and per row its share of the deviation; null when no fold has both kinds.</summary>
    public static (double Auc, double[] Pulls)? Of(double[] predictions, bool[] isPositive, byte[] folds)
    {
        var parts = Enumerable.Range(0, predictions.Length)
            .GroupBy(row => folds[row])
            .OrderBy(fold => fold.Key)
            .Select(fold => OfFold(predictions, isPositive, [.. fold]))
            .Where(part => part.Pairs > 0)
            .ToList();
        double pairs = parts.Sum(part => part.Pairs);
        if (pairs == 0)
        {
            return null;
        }

        double auc = parts.Sum(part => part.Pairs * part.Auc) / pairs;
        double[] pulls = new double[predictions.Length];
        foreach ((int[] rows, double[] placements, double foldAuc, double foldPairs) in parts)
        {
            double positives = rows.Count(row => isPositive[row]);
            for (int i = 0; i < rows.Length; i++)
            {
                double ofItsKind = isPositive[rows[i]] ? positives : rows.Length - positives;
                pulls[rows[i]] = foldPairs / pairs * (placements[i] - foldAuc) / ofItsKind;
            }
        }

        return (auc, pulls);
    }

    /// <summary>
    /// For each row, the share of the other kind that it is ranked rightly against, ties half; their mean is the area.
    /// </summary>
    private static (int[] Rows, double[] Placements, double Auc, double Pairs) OfFold(
        double[] predictions, bool[] isPositive, int[] rows)
    {
        double[] keys = [.. rows.Select(row => predictions[row])];
        Array.Sort(keys, rows);
        double positives = rows.Count(row => isPositive[row]);
        double negatives = rows.Length - positives;
        double[] placements = new double[rows.Length];
        double sum = 0;
        double positivesBelow = 0;
        double negativesBelow = 0;
        for (int start = 0, end; start < rows.Length; start = end)
        {
            int tiedPositives = 0;
            for (end = start; end < rows.Length && keys[end] == keys[start]; end++)
            {
                tiedPositives += isPositive[rows[end]] ? 1 : 0;
            }

            int tiedNegatives = end - start - tiedPositives;
            double ofPositive = (negativesBelow + tiedNegatives / 2.0) / negatives;
            double ofNegative = (positives - positivesBelow - tiedPositives / 2.0) / positives;
            for (int i = start; i < end; i++)
            {
                placements[i] = isPositive[rows[i]] ? ofPositive : ofNegative;
            }

            sum += tiedPositives * ofPositive;
            positivesBelow += tiedPositives;
            negativesBelow += tiedNegatives;
        }

        return (rows, placements, positives > 0 ? sum / positives : 0, positives * negatives);
    }
}
