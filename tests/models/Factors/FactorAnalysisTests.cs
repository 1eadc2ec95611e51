using CsCheck;
using Segmentation.Models.Factors;

namespace Segmentation.Models.Tests.Factors;

public class FactorAnalysisTests
{
    private static readonly FactorAnalysisOptions Options = new() { Seed = 1 };

    /// <summary>
    /// Nine answers, three per factor, loading .9 .8 .7; factors correlate by <paramref name="correlation"/>.
    /// </summary>
    private static (double[] Rows, double[] Factors) Survey(ulong seed, int rowCount, double correlation)
    {
        var madeUp = new MadeUp(seed);
        double[] loadings = [0.9, 0.8, 0.7];
        double[] rows = new double[rowCount * 9];
        double[] factors = new double[rowCount * 3];
        for (int row = 0; row < rowCount; row++)
        {
            double common = madeUp.Normal();
            for (int factor = 0; factor < 3; factor++)
            {
                double value = Math.Sqrt(correlation) * common + Math.Sqrt(1 - correlation) * madeUp.Normal();
                factors[row * 3 + factor] = value;
                for (int item = 0; item < 3; item++)
                {
                    rows[row * 9 + factor * 3 + item] = 4 + 2 * (loadings[item] * value
                        + Math.Sqrt(1 - loadings[item] * loadings[item]) * madeUp.Normal());
                }
            }
        }

        return (rows, factors);
    }

    [Theory]
    [InlineData(FactorExtraction.MaximumLikelihood, FactorRotation.Varimax, 0.0)]
    [InlineData(FactorExtraction.PrincipalAxis, FactorRotation.Varimax, 0.0)]
    [InlineData(FactorExtraction.MaximumLikelihood, FactorRotation.Oblimin, 0.4)]
    [InlineData(FactorExtraction.PrincipalAxis, FactorRotation.Oblimin, 0.4)]
    public void Known_factors_are_counted_and_recovered(
        FactorExtraction extraction, FactorRotation rotation, double correlation)
    {
        (double[] rows, double[] factors) = Survey(3, 8000, correlation);
        FactorAnalysisFit fit = FactorAnalysis.Fit(
            rows, 9, Options with { Extraction = extraction, Rotation = rotation });
        fit.Parallel!.FactorCount.ShouldBe(3);
        fit.FactorCount.ShouldBe(3);
        for (int block = 0; block < 3; block++)
        {
            int factor = Enumerable.Range(0, 3).MaxBy(f => fit.Loadings[block * 9 + f]);
            double[] expected = [0.9, 0.8, 0.7];
            for (int item = 0; item < 3; item++)
            {
                for (int other = 0; other < 3; other++)
                {
                    double loading = fit.Loadings[(block * 3 + item) * 3 + other];
                    loading.ShouldBe(other == factor ? expected[item] : 0, 0.04);
                }
            }

            double correlated = ScoresCorrelate(fit, rows, factors, factor, block);
            correlated.ShouldBe(Math.Sqrt(fit.ScoreReliabilities[factor]), 0.01);
        }

        fit.FactorCorrelations[1].ShouldBe(correlation, 0.04);
        fit.Communalities[0].ShouldBe(0.81, 0.04);
    }

    [SkippableFact]
    public void Spend_of_wholesale_customers_factors_as_in_scikit_learn()
    {
        // FactorAnalysis of scikit-learn 1.2.1 with two components and tol 1e-13, on log1p of spend, standardised.
        (double[][] columns, _) = Wholesale.Read();
        double[] rows =
        [
            .. Enumerable.Range(0, columns[0].Length).SelectMany(row => columns.Select(c => Math.Log(1 + c[row]))),
        ];
        FactorAnalysisFit fit = FactorAnalysis.Fit(rows, 6, Options with { FactorCount = 2 });
        double[] expected = [0.34610267, 0.70440157, 0.86687878, 0.38749637, 0.73687328, 0.35437311];
        fit.Communalities.Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 2e-7);
    }

    [Fact]
    public void Answers_that_share_nothing_have_no_factor()
    {
        var madeUp = new MadeUp(5);
        double[] rows = [.. Enumerable.Range(0, 6000).Select(_ => madeUp.Normal())];
        Should.Throw<ArgumentException>(() => FactorAnalysis.Fit(rows, 6, Options)).Message
            .ShouldContain("No factor of 6 columns exceeds chance");
    }

    [Fact]
    public void A_column_explained_wholly_is_named()
    {
        // The second factor has one answer of its own only: nothing says what of it is common.
        (double[] rows, _) = Survey(6, 500, 0);
        FactorAnalysisFit fit = FactorAnalysis.Fit(
            [.. rows.Chunk(9).SelectMany(row => new[] { row[0], row[1], row[2], row[0] + 0.1 * row[5] })],
            4,
            Options with { FactorCount = 1 });
        fit.HeywoodColumns.ShouldNotBeEmpty();
        fit.Communalities.ShouldAllBe(value => value <= 1);
    }

    [Fact]
    public void The_discrepancy_of_maximum_likelihood_never_rises()
    {
        // Few rows of noise, so that many of the fits run into Heywood cases.
        Gen.Select(Gen.ULong, Gen.Int[9, 60], Gen.Int[1, 3]).Sample(
            (seed, rowCount, factorCount) =>
            {
                var madeUp = new MadeUp(seed);
                double[] rows = [.. Enumerable.Range(0, rowCount * 6).Select(_ => madeUp.Normal())];
                FactorAnalysisFit fit = FactorAnalysis.Fit(rows, 6, Options with { FactorCount = factorCount });
                fit.DiscrepancyPerIteration.Zip(fit.DiscrepancyPerIteration.Skip(1))
                    .ShouldAllBe(pair => pair.Second <= pair.First + 1e-11);
                fit.Communalities.ShouldAllBe(value => value >= 0 && value <= 1);
            },
            iter: 100);
    }

    [Fact]
    public void Missing_answers_follow_the_rule()
    {
        (double[] rows, _) = Survey(7, 2000, 0);
        FactorAnalysisOptions options = Options with { FactorCount = 3 };
        FactorAnalysisFit complete = FactorAnalysis.Fit(rows.AsSpan(9), 9, options);
        double[] holed = [.. rows];
        holed[4] = double.NaN;

        Should.Throw<ArgumentException>(() => FactorAnalysis.Fit(holed, 9, options)).Message
            .ShouldContain("Row 0, column 4");
        FactorAnalysisFit dropped = FactorAnalysis.Fit(holed, 9, options with { Missing = MissingAnswers.DropRow });
        dropped.Loadings.ShouldBe(complete.Loadings);
        dropped.DroppedRowCount.ShouldBe(1);
        dropped.RowCount.ShouldBe(1999);
        double[] scores = new double[3];
        dropped.Score(holed.AsSpan(0, 9), scores);
        scores.ShouldAllBe(score => double.IsNaN(score));

        FactorAnalysisFit imputed = FactorAnalysis.Fit(holed, 9, options with { Missing = MissingAnswers.ColumnMean });
        imputed.RowCount.ShouldBe(2000);
        imputed.Score(holed.AsSpan(0, 9), scores);
        double[] filled = [.. holed.Take(9)];
        filled[4] = imputed.Means[4];
        double[] expected = new double[3];
        imputed.Score(filled, expected);
        scores.ShouldBe(expected);
    }

    [Fact]
    public void What_cannot_be_factored_is_refused_by_name()
    {
        (double[] rows, _) = Survey(8, 100, 0);
        FactorAnalysisOptions one = Options with { FactorCount = 1 };
        double[] constant = [.. rows.Select((value, i) => i % 9 == 2 ? 5 : value)];
        Should.Throw<ArgumentException>(() => FactorAnalysis.Fit(constant, 9, one)).Message.ShouldContain("Column 2");
        double[] mixed = [.. rows.Chunk(9).SelectMany(row => new[] { row[0], row[1], 3 * row[0] - row[1], row[3] })];
        Should.Throw<ArgumentException>(() => FactorAnalysis.Fit(mixed, 4, one)).Message.ShouldContain("exact mix");
        Should.Throw<ArgumentException>(() => FactorAnalysis.Fit(rows.AsSpan(0, 9 * 5), 9, one));
        Should.Throw<ArgumentException>(() => FactorAnalysis.Fit(rows.AsSpan(0, 9), 9, one));
        Should.Throw<ArgumentException>(() => FactorAnalysis.Fit([], 9, one));
        Should.Throw<ArgumentException>(() => FactorAnalysis.Fit(rows, 9, one with { FactorCount = 6 })).Message
            .ShouldContain("1 to 5");
        rows[20] = double.PositiveInfinity;
        Should.Throw<ArgumentException>(() => FactorAnalysis.Fit(rows, 9, one)).Message
            .ShouldContain("Row 2, column 2");
    }

    [Fact]
    public void Chance_thresholds_are_those_of_random_rows()
    {
        // Goal: Bartlett's shortcut draws what random rows would give. Method: 60 random matrices of 40 rows, and of
        // 300.
        foreach (int rowCount in (int[])[40, 300])
        {
            var madeUp = new MadeUp((ulong)rowCount);
            double mean = Enumerable.Range(0, 60).Average(_ =>
            {
                double[] rows = [.. Enumerable.Range(0, rowCount * 6).Select(_ => madeUp.Normal())];
                return PrincipalComponents.Fit(rows, 6).Variances[0];
            });
            double threshold = ParallelAnalysis.Compare([6, 0, 0, 0, 0, 0], rowCount, 1, 400).Thresholds[0];
            double spread = 1.65 * (rowCount == 40 ? 0.16 : 0.055);
            threshold.ShouldBe(mean + spread, spread / 2);
        }
    }

    private static double ScoresCorrelate(
        FactorAnalysisFit fit, double[] rows, double[] factors, int factor, int block)
    {
        double[] scores = new double[rows.Length / 9 * 3];
        fit.Score(rows, scores);
        return MathNet.Numerics.Statistics.Correlation.Pearson(
            scores.Where((_, i) => i % 3 == factor), factors.Where((_, i) => i % 3 == block));
    }
}
