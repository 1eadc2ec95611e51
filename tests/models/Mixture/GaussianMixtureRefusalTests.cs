using Segmentation.Models.Mixture;

namespace Segmentation.Models.Tests.Mixture;

public class GaussianMixtureRefusalTests
{
    private static GaussianMixtureOptions Options(int componentCount) =>
        new() { ComponentCount = componentCount, Seed = 1 };

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void What_is_no_number_is_refused_by_row_and_column(float value)
    {
        float[] rows = [1, 2, 3, 4, 5, value];
        Should.Throw<ArgumentException>(() => GaussianMixture.Fit(rows, 2, Options(1))).Message
            .ShouldContain("Row 2, column 1");
        GaussianMixtureModel model = GaussianMixture.Fit(new float[] { 1, 2, 3, 4, 5, 7 }, 2, Options(1)).Model;
        Should.Throw<ArgumentException>(() => model.Score(rows, [])).Message.ShouldContain("Row 2, column 1");
    }

    [Fact]
    public void Shapes_and_options_that_do_not_fit_are_refused()
    {
        float[] rows = [1, 2, 3];
        Should.Throw<ArgumentException>(() => GaussianMixture.Fit(rows, 2, Options(1)));
        Should.Throw<ArgumentException>(() => GaussianMixture.Fit(Array.Empty<float>(), 1, Options(1)));
        Should.Throw<ArgumentException>(() => GaussianMixture.Fit(rows, 1, Options(4)));
        Should.Throw<ArgumentException>(() => GaussianMixture.Fit(new float[] { 1, 1, 1 }, 1, Options(2)));
        Should.Throw<ArgumentException>(() => GaussianMixture.Fit(rows, 1, Options(1), [1]));
        Should.Throw<ArgumentOutOfRangeException>(() => GaussianMixture.Fit(rows, 1, Options(0)));
        Should.Throw<ArgumentOutOfRangeException>(
            () => GaussianMixture.Fit(rows, 1, Options(1) with { VarianceFloor = 0 }));
        Should.Throw<ArgumentOutOfRangeException>(
            () => GaussianMixture.Fit(rows, 1, Options(1) with { Tolerance = double.NaN }));
        Should.Throw<ArgumentException>(() => GaussianMixture.Fit(new float[512 * 20], 512, Options(9))).Message
            .ShouldContain("Tied or Diagonal");
        GaussianMixtureModel model = GaussianMixture.Fit(rows, 1, Options(1)).Model;
        Should.Throw<ArgumentException>(() => model.Score(rows, new double[2]));
        Should.Throw<ArgumentException>(() => (model with { Weights = [0.5] }).Score(rows, []));
        Should.Throw<ArgumentException>(
            () => GaussianMixture.Fit(rows, 1, Options(2) with { InitialModel = model }));
    }

    [Theory]
    [InlineData(CovarianceShape.Full)]
    [InlineData(CovarianceShape.Tied)]
    [InlineData(CovarianceShape.Diagonal)]
    [InlineData(CovarianceShape.Spherical)]
    public void One_row_and_equal_rows_rest_on_the_floor(CovarianceShape shape)
    {
        foreach (int rowCount in (int[])[1, 20])
        {
            float[] rows = [.. Enumerable.Repeat(3f, rowCount * 2)];
            GaussianMixtureFit fit = GaussianMixture.Fit(
                rows, 2, Options(1) with { Shape = shape, VarianceFloor = 0.01 });
            fit.Model.Means.ShouldBe([3, 3]);
            fit.Model.Covariance(0)[1, 1].ShouldBe(0.01, 1e-12);
            fit.FlooredDirectionCount.ShouldBe(2);
        }
    }

    [Fact]
    public void A_constant_column_is_held_by_the_floor_and_counted()
    {
        (float[] rows, _) = new MadeUp(1).Blobs(500, 2, 1, 1);
        for (int row = 0; row < 500; row++)
        {
            rows[2 * row + 1] = 7;
        }

        GaussianMixtureFit fit = GaussianMixture.Fit(rows, 2, Options(1));
        fit.FlooredDirectionCount.ShouldBe(1);
        fit.Model.Covariance(0)[1, 1].ShouldBe(1e-6, 1e-12);
        fit.Model.Covariance(0)[0, 0].ShouldBeGreaterThan(0.5);
    }

    [Fact]
    public void As_many_components_as_rows_is_a_defined_answer()
    {
        GaussianMixtureFit fit = GaussianMixture.Fit(new float[] { 0, 10, 20 }, 1, Options(3));
        fit.Sizes.ShouldBe([1, 1, 1]);
        fit.Model.Means.Order().ShouldBe([0, 10, 20]);
    }

    [Fact]
    public void A_row_far_from_every_component_still_belongs_somewhere()
    {
        (float[] rows, _) = new MadeUp(2).Blobs(500, 2, 2, 9);
        GaussianMixtureModel model = GaussianMixture.Fit(rows, 2, Options(2)).Model;
        double[] memberships = new double[2];
        double logLikelihood = model.Score([1e15f, -1e15f], memberships);
        memberships.Sum().ShouldBe(1, 1e-12);
        double.IsFinite(logLikelihood).ShouldBeTrue();
    }

    [Fact]
    public void A_cancelled_fit_stops()
    {
        (float[] rows, _) = new MadeUp(1).Blobs(1000, 2, 2, 9);
        using var source = new CancellationTokenSource();
        source.Cancel();
        Should.Throw<OperationCanceledException>(
            () => GaussianMixture.Fit(rows, 2, Options(2), cancellationToken: source.Token));
    }
}
