namespace Segmentation.Models.Matching;

/// <summary>How similar single labels of two labellings are: members in both over members in either.</summary>
/// <remarks>Jaccard (1901). Two labels without a common member have 0.</remarks>
public static class LabelJaccard
{
    /// <summary>The coefficient of every label of the first labelling with every label of the second.</summary>
    /// <param name="table">Counts of one labelling against another.</param>
    public static double[,] OfAll(ContingencyTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        double[,] similarities = new double[table.RowLabels.Count, table.ColumnLabels.Count];
        for (int row = 0; row < table.RowLabels.Count; row++)
        {
            for (int column = 0; column < table.ColumnLabels.Count; column++)
            {
                long shared = table.Counts[row, column];
                long either = table.RowTotals[row] + table.ColumnTotals[column] - shared;
                similarities[row, column] = either > 0 ? (double)shared / either : 0;
            }
        }

        return similarities;
    }

    /// <summary>
    /// For each label of the first labelling, its coefficient with the most similar one of the second.
    /// </summary>
    /// <param name="table">Counts of one labelling against another.</param>
    /// <returns>One value per row label. Two labels may have the same most similar one.</returns>
    public static double[] BestPerRow(ContingencyTable table)
    {
        double[,] similarities = OfAll(table);
        double[] best = new double[similarities.GetLength(0)];
        for (int row = 0; row < best.Length; row++)
        {
            for (int column = 0; column < similarities.GetLength(1); column++)
            {
                best[row] = Math.Max(best[row], similarities[row, column]);
            }
        }

        return best;
    }

    /// <summary>
    /// Labels paired one to one so that their coefficients add up to the most; each label's coefficient with its
    /// partner, 0 for one left over.
    /// </summary>
    /// <param name="table">Counts of one labelling against another.</param>
    /// <returns>
    /// One value per label of the labelling that has more labels, the first when they have equally many.
    /// </returns>
    public static double[] OfMatched(ContingencyTable table)
    {
        double[,] similarities = OfAll(table);
        IReadOnlyList<int> columnOfRow = Assignment.Maximize(similarities).ColumnOfRow;
        double[] matched = new double[Math.Max(similarities.GetLength(0), similarities.GetLength(1))];
        bool isWide = similarities.GetLength(1) > similarities.GetLength(0);
        for (int row = 0; row < columnOfRow.Count; row++)
        {
            if (columnOfRow[row] >= 0)
            {
                matched[isWide ? columnOfRow[row] : row] = similarities[row, columnOfRow[row]];
            }
        }

        return matched;
    }
}
