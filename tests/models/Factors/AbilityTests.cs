using Segmentation.Models.Factors;

namespace Segmentation.Models.Tests.Factors;

/// <summary>
/// Six ability tests of 112 people (Smith and Stanley 1983), R's ability.cov. Published: the answers of R's factanal
/// for two factors (help page of ability.cov). To more digits: NumPy 1.24 and SciPy 1.10, minimising the same
/// discrepancy by L-BFGS-B and rotating by gradient projection.
/// </summary>
public class AbilityTests
{
    private static readonly double[,] Covariance =
    {
        { 24.641, 5.991, 33.520, 6.023, 20.755, 29.701 },
        { 5.991, 6.700, 18.137, 1.782, 4.936, 7.204 },
        { 33.520, 18.137, 149.831, 19.424, 31.430, 50.753 },
        { 6.023, 1.782, 19.424, 12.711, 4.757, 9.075 },
        { 20.755, 4.936, 31.430, 4.757, 52.604, 66.762 },
        { 29.701, 7.204, 50.753, 9.075, 66.762, 135.292 },
    };

    private static FactorAnalysisFit Fit(FactorRotation rotation, FactorExtraction extraction) =>
        FactorAnalysis.FitCovariance(
            Covariance,
            112,
            new FactorAnalysisOptions { Seed = 1, FactorCount = 2, Rotation = rotation, Extraction = extraction });

    [Fact]
    public void Maximum_likelihood_is_as_published()
    {
        FactorAnalysisFit fit = Fit(FactorRotation.Varimax, FactorExtraction.MaximumLikelihood);
        AssertNear([.. fit.Communalities.Select(value => 1 - value)], [.455, .589, .218, .769, .052, .334], 0.0006);
        fit.ChiSquare!.Value.ShouldBe(6.11, 0.005);
        fit.DegreesOfFreedom.ShouldBe(4);
        fit.PValue!.Value.ShouldBe(0.191, 0.001);
        fit.Converged.ShouldBeTrue();
        fit.HeywoodColumns.ShouldBeEmpty();
        AssertNear(
            fit.Communalities,
            [.54477584, .41066783, .78182036, .23057852, .94754824, .66641163],
            1e-5);
        fit.DiscrepancyPerIteration[^1].ShouldBe(0.057160216836987354, 1e-9);
    }

    [Fact]
    public void Varimax_loadings_and_score_weights_are_as_computed_elsewhere()
    {
        FactorAnalysisFit fit = Fit(FactorRotation.Varimax, FactorExtraction.MaximumLikelihood);
        double[] expected =
        [
            .50113767, .54188272, .15801379, .62104709, .20847645, .85927757, .10999498, .46741808, .95680177,
            .17910506, .78547182, .22236383,
        ];
        AssertNear(fit.Loadings, expected, 1e-5);
        AssertNear(
            fit.ScoreWeights,
            [
                .00825836, .17026165, -.03496532, .18492691, -.13345912, .69337444, -.02085107, .10716669, .92634183,
                -.24172451, .108641, .01120673,
            ],
            2e-5);
        fit.FactorCorrelations.ShouldBe([1, 0, 0, 1]);
    }

    [Fact]
    public void Oblimin_and_promax_are_as_computed_elsewhere()
    {
        FactorAnalysisFit oblimin = Fit(FactorRotation.Oblimin, FactorExtraction.MaximumLikelihood);
        AssertNear(
            oblimin.Loadings,
            [
                .39377496, .46260315, -.00798465, .64464659, -.02224532, .89472037, -.01586161, .48763504, 1.0029357,
                -.06460951, .80123261, .0304219,
            ],
            1e-5);
        oblimin.FactorCorrelations[1].ShouldBe(0.4823067, 1e-5);

        FactorAnalysisFit promax = Fit(FactorRotation.Promax, FactorExtraction.MaximumLikelihood);
        AssertNear(
            promax.Loadings,
            [
                .36453888, .47007056, -.05749639, .67108239, -.09113971, .93173267, -.05346889, .50791488, 1.02368591,
                -.09611393, .81152485, .00858838,
            ],
            2e-5);
        promax.FactorCorrelations[1].ShouldBe(0.55707877, 2e-5);
    }

    [Fact]
    public void Rotation_changes_no_communality_and_structure_is_pattern_times_correlation()
    {
        double[] plain = Fit(FactorRotation.None, FactorExtraction.MaximumLikelihood).Communalities;
        foreach (FactorRotation rotation in Enum.GetValues<FactorRotation>())
        {
            FactorAnalysisFit fit = Fit(rotation, FactorExtraction.MaximumLikelihood);
            double[] fromRotated =
            [
                .. Enumerable.Range(0, 6).Select(column =>
                    fit.Loadings[2 * column] * fit.Structure[2 * column]
                    + fit.Loadings[2 * column + 1] * fit.Structure[2 * column + 1]),
            ];
            AssertNear(fromRotated, plain, 1e-10);
            fit.ExplainedShares.Sum().ShouldBe(plain.Sum() / 6, 1e-10);
            fit.ScoreReliabilities.ShouldAllBe(value => value > 0.5 && value < 1);
        }
    }

    [Fact]
    public void Principal_axes_and_sampling_adequacy_are_as_computed_elsewhere()
    {
        FactorAnalysisFit fit = Fit(FactorRotation.None, FactorExtraction.PrincipalAxis);
        AssertNear(fit.Communalities, [.56709823, .37652948, .83474304, .20243509, .93866043, .66949938], 1e-6);
        fit.ChiSquare.ShouldBeNull();
        fit.Adequacy.Overall.ShouldBe(0.7320747028683174, 1e-12);
        AssertNear(
            [.. fit.Adequacy.PerColumn],
            [0.8490201125, 0.7331674907, 0.7461642843, 0.7316572639, 0.6662201137, 0.686839273],
            1e-9);
    }

    private static void AssertNear(double[] actual, double[] expected, double tolerance)
    {
        actual.Length.ShouldBe(expected.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            actual[i].ShouldBe(expected[i], tolerance, $"value {i}");
        }
    }
}
