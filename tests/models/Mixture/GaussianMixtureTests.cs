using System.Text.Json;
using CsCheck;
using Segmentation.Models.Matching;
using Segmentation.Models.Mixture;
using Segmentation.Models.Validation;

namespace Segmentation.Models.Tests.Mixture;

public class GaussianMixtureTests
{
    private static GaussianMixtureOptions Options(int componentCount, CovarianceShape shape = CovarianceShape.Full) =>
        new() { ComponentCount = componentCount, Seed = 1, Shape = shape };

    [Fact]
    public void One_component_is_the_mean_and_the_variance_worked_by_hand()
    {
        // 0 2 4 6: mean 3, variance (9 + 1 + 1 + 9) / 4 = 5. At its maximum log L = -n/2 (log(2 pi s2) + 1).
        GaussianMixtureFit fit = GaussianMixture.Fit(new float[] { 0, 2, 4, 6 }, 1, Options(1));
        fit.Model.Means.ShouldBe([3]);
        fit.Model.Covariances[0].ShouldBe(5, 1e-12);
        fit.Model.Weights.ShouldBe([1]);
        double expected = -2 * (Math.Log(2 * Math.PI * 5) + 1);
        fit.LogLikelihood.ShouldBe(expected, 1e-12);
        fit.FreeParameterCount.ShouldBe(2);
        fit.Bic.ShouldBe(-2 * expected + 2 * Math.Log(4), 1e-12);
        fit.Aic.ShouldBe(-2 * expected + 4, 1e-12);
        fit.Converged.ShouldBeTrue();
        fit.MeanMembershipEntropy.ShouldBe(0);
    }

    [Fact]
    public void Membership_is_the_share_of_density_worked_by_hand()
    {
        // Means 0 and 2, variance 1, weights 3/4 and 1/4. At 1 both densities are equal: 3/4 and 1/4. At 2 they are as
        // 3 e^-2 to 1.
        var model = new GaussianMixtureModel
        {
            Shape = CovarianceShape.Spherical,
            ColumnCount = 1,
            Weights = [0.75, 0.25],
            Means = [0, 2],
            Covariances = [1, 1],
        };
        double[] memberships = new double[4];
        int[] assignments = new int[2];
        double logLikelihood = model.Score([1, 2], memberships, assignments);
        double atTwo = 3 * Math.Exp(-2);
        memberships[0].ShouldBe(0.75, 1e-15);
        memberships[1].ShouldBe(0.25, 1e-15);
        memberships[2].ShouldBe(atTwo / (atTwo + 1), 1e-15);
        assignments.ShouldBe([0, 1]);
        double scale = 1 / Math.Sqrt(2 * Math.PI);
        logLikelihood.ShouldBe(
            Math.Log(scale * Math.Exp(-0.5)) + Math.Log(scale * (0.75 * Math.Exp(-2) + 0.25)), 1e-14);
    }

    [Fact]
    public void A_tie_goes_to_the_lower_component()
    {
        var model = new GaussianMixtureModel
        {
            Shape = CovarianceShape.Diagonal,
            ColumnCount = 1,
            Weights = [0.5, 0.5],
            Means = [0, 2],
            Covariances = [1, 1],
        };
        int[] assignments = new int[1];
        model.Score([1], [], assignments);
        assignments.ShouldBe([0]);
        (model with { Means = [2, 0] }).Score([1], [], assignments);
        assignments.ShouldBe([0]);
    }

    [Theory]
    [InlineData(CovarianceShape.Full)]
    [InlineData(CovarianceShape.Tied)]
    [InlineData(CovarianceShape.Diagonal)]
    [InlineData(CovarianceShape.Spherical)]
    public void A_known_mixture_is_recovered(CovarianceShape shape)
    {
        // Two clouds, weights .3 and .7, means (0, 0) and (4, 2), standard deviation 1: every shape can say that.
        var madeUp = new MadeUp(5);
        float[] rows = new float[40_000];
        for (int row = 0; row < 20_000; row++)
        {
            bool isFirst = madeUp.Uniform() < 0.3;
            rows[2 * row] = (float)(madeUp.Normal() + (isFirst ? 0 : 4));
            rows[2 * row + 1] = (float)(madeUp.Normal() + (isFirst ? 0 : 2));
        }

        GaussianMixtureFit fit = GaussianMixture.Fit(rows, 2, Options(2, shape));
        int small = fit.Model.Weights[0] < fit.Model.Weights[1] ? 0 : 1;
        fit.Model.Weights[small].ShouldBe(0.3, 0.015);
        fit.Model.Means[2 * small].ShouldBe(0, 0.06);
        fit.Model.Means[2 * (1 - small)].ShouldBe(4, 0.04);
        fit.Model.Means[2 * (1 - small) + 1].ShouldBe(2, 0.04);
        double[,] covariance = fit.Model.Covariance(1 - small);
        covariance[0, 0].ShouldBe(1, 0.05);
        covariance[1, 1].ShouldBe(1, 0.05);
        covariance[0, 1].ShouldBe(0, 0.04);
    }

    [Fact]
    public void Crossed_ellipses_are_told_apart_by_shape_alone()
    {
        // Goal: what k-means cannot do. Two clouds share their middle; one is long in x, the other long in y.
        var madeUp = new MadeUp(6);
        float[] rows = new float[12_000];
        int[] truth = new int[6000];
        for (int row = 0; row < 6000; row++)
        {
            truth[row] = row % 2;
            rows[2 * row + truth[row]] = (float)(12 * madeUp.Normal());
            rows[2 * row + 1 - truth[row]] = (float)(0.5 * madeUp.Normal());
        }

        GaussianMixtureFit fit = GaussianMixture.Fit(rows, 2, Options(2) with { MaxIterations = 1000, Restarts = 5 });
        LabelAgreement.AdjustedRand(ContingencyTable.Count(truth, fit.Assignments)).ShouldBeGreaterThan(0.8);
    }

    [Fact]
    public void The_log_likelihood_never_falls_for_any_shape()
    {
        Gen.Select(Gen.ULong, Gen.Int[1, 5], Gen.Int[1, 4], Gen.Enum<CovarianceShape>()).Sample(
            (seed, componentCount, columnCount, shape) =>
            {
                // Half the rows repeat, so that some components collapse onto the floor.
                (float[] rows, _) = new MadeUp(seed).Blobs(120, columnCount, 3, 6);
                rows.AsSpan(0, 30 * columnCount).CopyTo(rows.AsSpan(30 * columnCount));
                rows.AsSpan(0, columnCount * 60).Fill(1.5f);
                GaussianMixtureFit fit = GaussianMixture.Fit(
                    rows, columnCount, Options(componentCount, shape) with { Tolerance = 0, MaxIterations = 60 });
                fit.LogLikelihoodPerIteration.ShouldBeInOrder();
                fit.LogLikelihoodPerIteration[^1].ShouldBe(fit.LogLikelihood);
                double[] memberships = new double[120 * componentCount];
                fit.Model.Score(rows, memberships).ShouldBe(fit.LogLikelihood, Math.Abs(fit.LogLikelihood) * 1e-12);
                memberships.Chunk(componentCount).ShouldAllBe(row => Math.Abs(row.Sum() - 1) < 1e-12);
            },
            iter: 60);
    }

    [Fact]
    public void Moving_all_rows_moves_the_means_and_nothing_else()
    {
        (float[] rows, _) = new MadeUp(7).Blobs(2000, 3, 3, 8);
        rows = [.. rows.Select(value => MathF.Round(value * 64) / 64)];
        float[] moved = [.. rows.Select(value => value + 65_536)];
        GaussianMixtureFit here = GaussianMixture.Fit(rows, 3, Options(3));
        GaussianMixtureFit there = GaussianMixture.Fit(moved, 3, Options(3));
        there.Assignments.ShouldBe(here.Assignments);
        there.LogLikelihood.ShouldBe(here.LogLikelihood, 1e-6);
        there.Model.Means.Zip(here.Model.Means).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second - 65_536) < 1e-8);
    }

    [Fact]
    public void A_model_written_to_json_and_read_back_scores_alike()
    {
        (float[] rows, _) = new MadeUp(11).Blobs(400, 3, 2, 4);
        GaussianMixtureFit fit = GaussianMixture.Fit(rows, 3, Options(2));
        string text = JsonSerializer.Serialize(fit.Model);
        GaussianMixtureModel read = JsonSerializer.Deserialize<GaussianMixtureModel>(text)!;
        int[] assignments = new int[400];
        read.Score(rows, [], assignments).ShouldBe(fit.LogLikelihood, 1e-9);
        assignments.ShouldBe(fit.Assignments);
    }

    [Fact]
    public void A_warm_start_from_the_answer_stays_there()
    {
        (float[] rows, _) = new MadeUp(8).Blobs(3000, 2, 3, 20);
        GaussianMixtureFit fit = GaussianMixture.Fit(rows, 2, Options(3));
        GaussianMixtureFit again = GaussianMixture.Fit(rows, 2, Options(3) with { InitialModel = fit.Model });
        again.Iterations.ShouldBeLessThanOrEqualTo(1);
        again.LogLikelihood.ShouldBeGreaterThanOrEqualTo(fit.LogLikelihood);
        again.LogLikelihood.ShouldBe(fit.LogLikelihood, 1);
        int moved = again.Assignments.Zip(fit.Assignments).Count(pair => pair.First != pair.Second);
        moved.ShouldBeLessThan(10);
    }

    [Theory]
    [InlineData(CovarianceShape.Full)]
    [InlineData(CovarianceShape.Tied)]
    [InlineData(CovarianceShape.Diagonal)]
    [InlineData(CovarianceShape.Spherical)]
    public void Any_number_of_threads_gives_the_same_bits(CovarianceShape shape)
    {
        (float[] rows, _) = new MadeUp(9).Blobs(40_001, 5, 4, 5);
        GaussianMixtureOptions options = Options(4, shape) with { MaxIterations = 15, Restarts = 2 };
        GaussianMixtureFit one = GaussianMixture.Fit(rows, 5, options);
        foreach (int threadCount in (int[])[2, 3, 7])
        {
            GaussianMixtureFit many = GaussianMixture.Fit(rows, 5, options with { ThreadCount = threadCount });
            many.LogLikelihoodPerIteration.ShouldBe(one.LogLikelihoodPerIteration);
            many.Model.Means.ShouldBe(one.Model.Means);
            many.Model.Covariances.ShouldBe(one.Model.Covariances);
            many.Assignments.AsSpan().SequenceEqual(one.Assignments).ShouldBeTrue();
            many.MeanMembershipEntropy.ShouldBe(one.MeanMembershipEntropy);
        }
    }

    [Fact]
    public void With_keys_the_order_of_rows_does_not_choose_the_start()
    {
        (float[] rows, _) = new MadeUp(10).Blobs(5000, 2, 4, 12);
        ulong[] keys = [.. Enumerable.Range(0, 5000).Select(row => (ulong)row * 31 + 7)];
        float[] reversed = [.. rows.Chunk(2).Reverse().SelectMany(row => row)];
        GaussianMixtureFit forward = GaussianMixture.Fit(rows, 2, Options(4), keys);
        GaussianMixtureFit backward = GaussianMixture.Fit(reversed, 2, Options(4), [.. keys.Reverse()]);
        backward.LogLikelihood.ShouldBe(forward.LogLikelihood, Math.Abs(forward.LogLikelihood) * 1e-9);
        backward.Assignments.Reverse().ShouldBe(forward.Assignments);
    }
}
