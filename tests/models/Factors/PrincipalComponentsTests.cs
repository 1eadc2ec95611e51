using Segmentation.Models.Factors;

namespace Segmentation.Models.Tests.Factors;

public class PrincipalComponentsTests
{
    [Fact]
    public void Two_columns_are_worked_by_hand()
    {
        // (1,1) (-1,-1) (1,-1) (-1,1) with the first two doubled: products xx = yy = 10, xy = 6, over n - 1 = 3. Their
        // matrix has (1,1) and (1,-1) as eigenvectors: (10 + 6) / 3 and (10 - 6) / 3.
        PrincipalComponents fit = PrincipalComponents.Fit([2, 2, -2, -2, 1, -1, -1, 1], 2, standardise: false);
        fit.Variances[0].ShouldBe(16 / 3.0, 1e-12);
        fit.Variances[1].ShouldBe(4 / 3.0, 1e-12);
        fit.ExplainedShares[0].ShouldBe(0.8, 1e-12);
        double half = Math.Sqrt(0.5);
        fit.Directions[0].ShouldBe(half, 1e-12);
        fit.Directions[1].ShouldBe(half, 1e-12);
        fit.Directions[2].ShouldBe(half, 1e-12);
        fit.Directions[3].ShouldBe(-half, 1e-12);
        double[] scores = new double[2];
        fit.Score([3, 1], scores);
        scores[0].ShouldBe(4 * half, 1e-12);
        scores[1].ShouldBe(2 * half, 1e-12);
    }

    [Fact]
    public void Iris_covariances_are_scikit_learns()
    {
        // PCA of scikit-learn 1.2.1, signs turned so that the largest entry of each direction is positive.
        PrincipalComponents fit = PrincipalComponents.Fit(Iris.Rows, 4, standardise: false);
        Near(fit.Variances, [4.22824171, 0.24267075, 0.0782095, 0.02383509]);
        Near(fit.ExplainedShares, [0.92461872, 0.05306648, 0.01710261, 0.00521218]);
        Near(Direction(fit, 0), [0.36138659, -0.08452251, 0.85667061, 0.3582892]);
        Near(Direction(fit, 1), [0.65658877, 0.73016143, -0.17337266, -0.07548102]);
        Near(Direction(fit, 2), [-0.58202985, 0.59791083, 0.07623608, 0.54583143]);
        Near(Direction(fit, 3), [0.31548719, -0.3197231, -0.47983899, 0.75365743]);
    }

    [Fact]
    public void Iris_correlations_are_scikit_learns()
    {
        PrincipalComponents fit = PrincipalComponents.Fit(Iris.Rows, 4, 2);
        Near(fit.Variances, [2.91849782, 0.91403047, 0.14675688, 0.02071484]);
        Near(Direction(fit, 0), [0.52106591, -0.26934744, 0.5804131, 0.56485654]);
        Near(Direction(fit, 1), [0.37741762, 0.92329566, 0.02449161, 0.06694199]);
        fit.Loadings[0].ShouldBe(0.52106591 * Math.Sqrt(2.91849782), 1e-7);
    }

    [Fact]
    public void Scores_are_uncorrelated_and_vary_as_stated()
    {
        PrincipalComponents fit = PrincipalComponents.Fit(Iris.Rows, 4);
        double[] scores = new double[600];
        fit.Score(Iris.Rows, scores);
        PrincipalComponents again = PrincipalComponents.Fit(scores, 4, standardise: false);
        Near(again.Variances, [.. fit.Variances]);
        again.Directions[0].ShouldBe(1, 1e-9);
    }

    [Fact]
    public void More_columns_than_rows_and_constant_covariances_have_an_answer()
    {
        PrincipalComponents wide = PrincipalComponents.Fit([1, 2, 3, 4, 1, 0], 3);
        wide.Variances[0].ShouldBe(3, 1e-12);
        wide.Variances[2].ShouldBe(0, 1e-12);
        PrincipalComponents.Fit([1, 1, 1, 1], 2, standardise: false).ExplainedShares.ShouldBe([0, 0]);
    }

    [Fact]
    public void What_has_no_components_is_refused()
    {
        Should.Throw<ArgumentException>(() => PrincipalComponents.Fit([1, 1, 1, 2], 2)).Message
            .ShouldContain("Column 0");
        Should.Throw<ArgumentException>(() => PrincipalComponents.Fit([1, 2], 2));
        Should.Throw<ArgumentException>(() => PrincipalComponents.Fit([1, double.NaN, 3, 4], 2)).Message
            .ShouldContain("Row 0, column 1");
        Should.Throw<ArgumentException>(
            () => PrincipalComponents.Fit([1, double.NaN, 3, double.NaN], 2, missing: MissingAnswers.ColumnMean));
        Should.Throw<ArgumentOutOfRangeException>(() => PrincipalComponents.Fit([1, 2, 3, 4], 2, 3));
    }

    private static double[] Direction(PrincipalComponents fit, int component) =>
        [.. fit.Directions.Where((_, i) => i % fit.ComponentCount == component)];

    private static void Near(IReadOnlyList<double> actual, double[] expected)
    {
        actual.Count.ShouldBe(expected.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            actual[i].ShouldBe(expected[i], 2e-8, $"value {i}");
        }
    }
}
