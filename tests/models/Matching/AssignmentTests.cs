using CsCheck;
using Segmentation.Models.Matching;

namespace Segmentation.Models.Tests.Matching;

public class AssignmentTests
{
    [Fact]
    public void The_published_problem_costs_five()
    {
        Assignment best = Assignment.Minimize(new double[,] { { 4, 1, 3 }, { 2, 0, 5 }, { 3, 2, 2 } });
        best.Cost.ShouldBe(5);
        best.ColumnOfRow.ShouldBe([1, 0, 2]);
    }

    [Fact]
    public void Extra_columns_and_extra_rows_are_left_over()
    {
        Assignment.Minimize(new double[,] { { 9, 1, 5 }, { 2, 1, 7 } }).ColumnOfRow.ShouldBe([1, 0]);
        Assignment tall = Assignment.Minimize(new double[,] { { 9, 2 }, { 1, 1 }, { 5, 7 } });
        tall.ColumnOfRow.ShouldBe([1, 0, -1]);
        tall.Cost.ShouldBe(3);
    }

    [Fact]
    public void The_greatest_gain_is_found_too()
    {
        Assignment best = Assignment.Maximize(new double[,] { { 10, 9 }, { 9, 1 } });
        best.ColumnOfRow.ShouldBe([1, 0]);
        best.Cost.ShouldBe(18);
    }

    [Fact]
    public void No_rows_or_no_columns_pair_nothing()
    {
        Assignment.Minimize(new double[0, 3]).ColumnOfRow.ShouldBeEmpty();
        Assignment.Minimize(new double[2, 0]).ColumnOfRow.ShouldBe([-1, -1]);
        Assignment.Minimize(new double[2, 0]).Cost.ShouldBe(0);
    }

    [Fact]
    public void A_cost_that_is_no_number_is_refused_by_place() =>
        Should.Throw<ArgumentException>(() => Assignment.Minimize(new[,] { { 1, double.NaN } }))
            .Message.ShouldContain("row 0, column 1");

    [Fact]
    public void No_other_pairing_is_cheaper()
    {
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 6], Gen.Int[-9, 9].Array[30]).Sample((rowCount, columnCount, values) =>
        {
            double[,] costs = new double[rowCount, columnCount];
            for (int i = 0; i < rowCount * columnCount; i++)
            {
                costs[i / columnCount, i % columnCount] = values[i];
            }

            Assignment best = Assignment.Minimize(costs);
            int[] used = [.. best.ColumnOfRow.Where(column => column >= 0)];
            used.Distinct().Count().ShouldBe(Math.Min(rowCount, columnCount));
            used.Length.ShouldBe(Math.Min(rowCount, columnCount));
            best.Cost.ShouldBe(Cheapest(costs, 0, 0, used.Length));
        }, iter: 500);
    }

    [Fact]
    public void Labels_are_matched_by_the_members_they_share()
    {
        // Old segments 7 and 8; new cluster 0 holds two of 8, cluster 1 three of 7 and one of 8, cluster 2 one of 8.
        ContingencyTable table = ContingencyTable.Count([0, 0, 1, 1, 1, 1, 2], [8, 8, 7, 7, 7, 8, 8]);
        table.RowLabels.ShouldBe([0, 1, 2]);
        table.ColumnLabels.ShouldBe([7, 8]);
        table.RowTotals.ShouldBe([2, 4, 1]);
        table.Counts[1, 0].ShouldBe(3);
        table.MatchLabels().ShouldBe(new Dictionary<int, int> { [0] = 8, [1] = 7 });
        Should.Throw<ArgumentException>(() => ContingencyTable.Count([1], [1, 2]));
    }

    /// <summary>Every pairing, tried.</summary>
    private static double Cheapest(double[,] costs, int row, int usedColumns, int left)
    {
        if (left == 0)
        {
            return 0;
        }

        bool maySkip = costs.GetLength(0) - row > left;
        double best = maySkip ? Cheapest(costs, row + 1, usedColumns, left) : double.PositiveInfinity;
        for (int column = 0; column < costs.GetLength(1); column++)
        {
            if ((usedColumns >> column & 1) == 0)
            {
                double rest = Cheapest(costs, row + 1, usedColumns | 1 << column, left - 1);
                best = Math.Min(best, costs[row, column] + rest);
            }
        }

        return best;
    }
}
