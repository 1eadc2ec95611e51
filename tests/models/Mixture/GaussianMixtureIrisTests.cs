using Segmentation.Models.Mixture;

namespace Segmentation.Models.Tests.Mixture;

/// <summary>
/// Iris against scikit-learn 1.2.1's GaussianMixture on the same float32 rows, started alike (equal weights, flowers 0,
/// 50 and 100 as means, identity covariances), reg_covar 0 and tol 1e-14.
/// </summary>
public class GaussianMixtureIrisTests
{
    private static GaussianMixtureOptions Started(CovarianceShape shape)
    {
        double[] identity = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
        double[] ones = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
        var start = new GaussianMixtureModel
        {
            Shape = shape,
            ColumnCount = 4,
            Weights = [1 / 3.0, 1 / 3.0, 1 / 3.0],
            Means =
            [
                .. new[] { 0, 50, 100 }
                    .SelectMany(row => Iris.SingleRows.Skip(row * 4).Take(4))
                    .Select(value => (double)value),
            ],
            Covariances = shape switch
            {
                CovarianceShape.Full => [.. identity, .. identity, .. identity],
                CovarianceShape.Tied => identity,
                CovarianceShape.Diagonal => ones,
                _ => [1, 1, 1],
            },
        };
        return new GaussianMixtureOptions
        {
            ComponentCount = 3,
            Seed = 1,
            Shape = shape,
            InitialModel = start,
            Tolerance = 0,
            MaxIterations = 5000,
        };
    }

    [Theory]
    [InlineData(CovarianceShape.Full, -190.93061094160439, 5.98313975, 1.4326664)]
    [InlineData(CovarianceShape.Tied, -258.0301242749042, 5.95598159, 1.35768931)]
    [InlineData(CovarianceShape.Diagonal, -307.2358811567361, 5.92026485, 1.4074358)]
    [InlineData(CovarianceShape.Spherical, -384.33022352633054, 5.90004517, 1.42995975)]
    public void Five_iterations_go_where_scikit_learn_goes(
        CovarianceShape shape, double logLikelihood, double sepalLength, double petalWidth)
    {
        GaussianMixtureFit fit = GaussianMixture.Fit(Iris.SingleRows, 4, Started(shape) with { MaxIterations = 5 });
        fit.LogLikelihood.ShouldBe(logLikelihood, 1e-9);
        fit.Model.Means[4].ShouldBe(sepalLength, 1e-8);
        fit.Model.Means[7].ShouldBe(petalWidth, 1e-8);
        fit.Iterations.ShouldBe(5);
        fit.Converged.ShouldBeFalse();
    }

    [Theory]
    [InlineData(CovarianceShape.Full, -180.1854753213869, 580.838903583009, 448.3709506427738, 44, 50, 45, 55)]
    [InlineData(CovarianceShape.Tied, -256.3540383755301, 632.9633238093703, 560.7080767510602, 24, 50, 49, 51)]
    [InlineData(CovarianceShape.Diagonal, -307.1775702836552, 744.631658213813, 666.3551405673104, 26, 50, 64, 36)]
    [InlineData(CovarianceShape.Spherical, -384.31408722563674, 853.8089744509098, 802.6281744512735, 17, 50, 62, 38)]
    public void The_optimum_is_scikit_learns(
        CovarianceShape shape, double logLikelihood, double bic, double aic, int parameters, int a, int b, int c)
    {
        GaussianMixtureFit fit = GaussianMixture.Fit(Iris.SingleRows, 4, Started(shape));
        fit.LogLikelihood.ShouldBe(logLikelihood, 1e-7);
        fit.Bic.ShouldBe(bic, 1e-6);
        fit.Aic.ShouldBe(aic, 1e-6);
        fit.FreeParameterCount.ShouldBe(parameters);
        fit.Sizes.ShouldBe([a, b, c]);
        fit.Converged.ShouldBeTrue();
        fit.LogLikelihoodPerIteration.ShouldBeInOrder();
    }

    [Fact]
    public void Membership_of_a_flower_between_two_species_is_scikit_learns()
    {
        GaussianMixtureFit fit = GaussianMixture.Fit(Iris.SingleRows, 4, Started(CovarianceShape.Full));
        double[] memberships = new double[3];
        fit.Model.Score(Iris.SingleRows.AsSpan(77 * 4, 4), memberships);
        memberships[1].ShouldBe(0.328599750, 1e-6);
        memberships[2].ShouldBe(0.671400250, 1e-6);
    }

    [Fact]
    public void Bic_prefers_two_components_as_published()
    {
        // mclust's table for iris, model VVV (full): 829.98, 574.02, 580.84 for one, two and three components.
        double[] expected = [829.9782, 574.0178, 580.8389];
        for (int componentCount = 1; componentCount <= 3; componentCount++)
        {
            GaussianMixtureFit fit = GaussianMixture.Fit(
                Iris.SingleRows,
                4,
                new GaussianMixtureOptions
                {
                    ComponentCount = componentCount,
                    Seed = 3,
                    Tolerance = 1e-9,
                    Restarts = 10,
                });
            fit.Bic.ShouldBe(expected[componentCount - 1], 0.001);
        }
    }
}
