namespace Segmentation.Models.Matching;

/// <summary>The cheapest way to pair rows with columns, each used once at most.</summary>
/// <param name="ColumnOfRow">
/// Column paired with each row; -1 for a row left over, when there are more rows than columns.
/// </param>
/// <param name="Cost">Sum of the costs of all pairs.</param>
public sealed record Assignment(IReadOnlyList<int> ColumnOfRow, double Cost)
{
    /// <summary>Finds the pairing of least total cost; min(rows, columns) pairs.</summary>
    /// <param name="costs">Finite costs, row by row; may be rectangular or empty.</param>
    /// <remarks>
    /// Shortest augmenting paths with dual prices: Jonker and Volgenant (1987), as arranged by Crouse (2016), O(n³). Of
    /// equally cheap pairings the one returned depends only on the costs.
    /// </remarks>
    /// <exception cref="ArgumentException">A cost is NaN or infinite.</exception>
    public static Assignment Minimize(double[,] costs)
    {
        ArgumentNullException.ThrowIfNull(costs);
        RequireFinite(costs);
        bool isTall = costs.GetLength(0) > costs.GetLength(1);
        int[] columnOfRow = isTall ? Invert(Solve(Transpose(costs)), costs.GetLength(0)) : Solve(costs);
        double total = 0;
        for (int row = 0; row < columnOfRow.Length; row++)
        {
            total += columnOfRow[row] >= 0 ? costs[row, columnOfRow[row]] : 0;
        }

        return new Assignment(columnOfRow, total);
    }

    /// <summary>
    /// Finds the pairing of greatest total gain, such as customers shared; <see cref="Cost"/> is that gain.
    /// </summary>
    /// <inheritdoc cref="Minimize" path="/exception"/>
    public static Assignment Maximize(double[,] gains)
    {
        ArgumentNullException.ThrowIfNull(gains);
        double[,] costs = new double[gains.GetLength(0), gains.GetLength(1)];
        for (int row = 0; row < gains.GetLength(0); row++)
        {
            for (int column = 0; column < gains.GetLength(1); column++)
            {
                costs[row, column] = -gains[row, column];
            }
        }

        Assignment least = Minimize(costs);
        return least with { Cost = 0 - least.Cost };
    }

    /// <summary>Columns for all rows, of which there are no more than columns.</summary>
    private static int[] Solve(double[,] costs)
    {
        int rowCount = costs.GetLength(0);
        int columnCount = costs.GetLength(1);
        double[] rowPrices = new double[rowCount];
        double[] columnPrices = new double[columnCount];
        int[] columnOfRow = new int[rowCount];
        int[] rowOfColumn = new int[columnCount];
        Array.Fill(columnOfRow, -1);
        Array.Fill(rowOfColumn, -1);
        for (int row = 0; row < rowCount; row++)
        {
            Augment(row, costs, rowPrices, columnPrices, columnOfRow, rowOfColumn);
        }

        return columnOfRow;
    }

    /// <summary>
    /// Gives one more row a column along the cheapest alternating path, and moves the prices to match.
    /// </summary>
    private static void Augment(
        int startRow, double[,] costs, double[] rowPrices, double[] columnPrices, int[] columnOfRow, int[] rowOfColumn)
    {
        int columnCount = columnPrices.Length;
        double[] shortest = new double[columnCount];
        int[] cameFrom = new int[columnCount];
        bool[] isDone = new bool[columnCount];
        Array.Fill(shortest, double.PositiveInfinity);
        double reached = 0;
        int row = startRow;
        int sink = -1;
        while (sink < 0)
        {
            int nearest = -1;
            for (int column = 0; column < columnCount; column++)
            {
                if (isDone[column])
                {
                    continue;
                }

                double length = reached + costs[row, column] - rowPrices[row] - columnPrices[column];
                if (length < shortest[column])
                {
                    shortest[column] = length;
                    cameFrom[column] = row;
                }

                // Among equals a free column ends the path sooner.
                if (nearest < 0 || shortest[column] < shortest[nearest]
                    || (shortest[column] == shortest[nearest] && rowOfColumn[column] < 0 && rowOfColumn[nearest] >= 0))
                {
                    nearest = column;
                }
            }

            reached = shortest[nearest];
            isDone[nearest] = true;
            row = rowOfColumn[nearest];
            sink = row < 0 ? nearest : -1;
        }

        UpdatePrices(startRow, reached, shortest, isDone, rowPrices, columnPrices, rowOfColumn);
        for (int column = sink, next; ; column = next)
        {
            int from = cameFrom[column];
            rowOfColumn[column] = from;
            next = columnOfRow[from];
            columnOfRow[from] = column;
            if (from == startRow)
            {
                return;
            }
        }
    }

    private static void UpdatePrices(
        int startRow,
        double reached,
        double[] shortest,
        bool[] isDone,
        double[] rowPrices,
        double[] columnPrices,
        int[] rowOfColumn)
    {
        rowPrices[startRow] += reached;
        for (int column = 0; column < columnPrices.Length; column++)
        {
            if (isDone[column])
            {
                double change = reached - shortest[column];
                columnPrices[column] -= change;
                if (rowOfColumn[column] >= 0)
                {
                    rowPrices[rowOfColumn[column]] += change;
                }
            }
        }
    }

    private static double[,] Transpose(double[,] costs)
    {
        double[,] transposed = new double[costs.GetLength(1), costs.GetLength(0)];
        for (int row = 0; row < costs.GetLength(0); row++)
        {
            for (int column = 0; column < costs.GetLength(1); column++)
            {
                transposed[column, row] = costs[row, column];
            }
        }

        return transposed;
    }

    private static int[] Invert(int[] rowOfColumn, int rowCount)
    {
        int[] columnOfRow = new int[rowCount];
        Array.Fill(columnOfRow, -1);
        for (int column = 0; column < rowOfColumn.Length; column++)
        {
            columnOfRow[rowOfColumn[column]] = column;
        }

        return columnOfRow;
    }

    private static void RequireFinite(double[,] costs)
    {
        for (int row = 0; row < costs.GetLength(0); row++)
        {
            for (int column = 0; column < costs.GetLength(1); column++)
            {
                if (!double.IsFinite(costs[row, column]))
                {
                    throw new ArgumentException(
                        $"The cost of row {row}, column {column} is {costs[row, column]}. Costs are finite; give a " +
                        "forbidden pair a cost larger than all others together.",
                        nameof(costs));
                }
            }
        }
    }
}
