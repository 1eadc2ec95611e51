using CsCheck;
using Segmentation.Models.Typing;

namespace Segmentation.Models.Tests.Typing;

public class CrossValidationTests
{
    private static readonly TypingOptions Options =
        new() { Seed = 1, Method = TypingMethod.LinearDiscriminant, Shrinkage = 0 };

    [Fact]
    public void Leaving_one_iris_out_is_right_for_147()
    {
        // The textbook's figure, and scikit-learn's with LeaveOneOut.
        TypingAccuracy accuracy = CrossValidation.Measure(
            Iris.Rows, 4, Iris.Species, 3, Options with { FoldCount = 150 });
        accuracy.Accuracy.ShouldBe(147 / 150.0, 1e-12);
        accuracy.Confusion[0][0].ShouldBe(50);
        accuracy.RowCount.ShouldBe(150);
        accuracy.Recalls[0].ShouldBe(1);
        accuracy.Precisions[0].ShouldBe(1);
        accuracy.LargestShare.ShouldBe(1 / 3.0, 1e-12);
    }

    [Fact]
    public void Recall_precision_and_error_are_worked_by_hand()
    {
        // Segment 0: 8 of 10 found; segment 1: 3 of 5. Predicted as 0: 8 + 2; as 1: 2 + 3. Fold accuracies .6 and .8:
        // mean .7, deviation .1 sqrt 2, over sqrt 2 folds.
        var accuracy = new TypingAccuracy
        {
            Confusion = [[8, 2], [2, 3]],
            FoldAccuracies = [0.6, 0.8],
        };
        accuracy.Accuracy.ShouldBe(11 / 15.0, 1e-12);
        accuracy.Recalls.ShouldBe([0.8, 0.6]);
        accuracy.Precisions.ShouldBe([0.8, 0.6]);
        accuracy.StandardError.ShouldBe(0.1, 1e-12);
        accuracy.LargestShare.ShouldBe(2 / 3.0, 1e-12);
    }

    [Fact]
    public void Answers_that_say_nothing_do_no_better_than_guessing()
    {
        // Goal: no row is tested by a fit that saw it. Method: as many random answers as half the rows; fitted rows
        // would be predicted almost perfectly.
        var madeUp = new MadeUp(3);
        double[] rows = [.. Enumerable.Range(0, 200 * 80).Select(_ => madeUp.Normal())];
        int[] segments = [.. Enumerable.Range(0, 200).Select(_ => madeUp.Below(2))];
        foreach (TypingMethod method in Enum.GetValues<TypingMethod>())
        {
            TypingAccuracy accuracy = CrossValidation.Measure(rows, 80, segments, 2, Options with { Method = method });
            accuracy.Accuracy.ShouldBe(0.5, 0.12);
        }
    }

    [Fact]
    public void Every_fold_has_its_share_of_each_segment_whatever_the_order_of_rows()
    {
        Gen.Select(Gen.Int[0, 3].Array[1, 200], Gen.Int[2, 10], Gen.Long).Sample((segments, foldCount, seed) =>
        {
            ulong[] keys = [.. Enumerable.Range(0, segments.Length).Select(row => (ulong)row * 7 + 3)];
            int[] folds = StratifiedFolds.Deal(segments, foldCount, seed, keys);
            foreach (int segment in segments.Distinct())
            {
                int[] counts = new int[foldCount];
                for (int row = 0; row < folds.Length; row++)
                {
                    counts[folds[row]] += segments[row] == segment ? 1 : 0;
                }

                (counts.Max() - counts.Min()).ShouldBeLessThanOrEqualTo(1);
            }

            int[] reversed = StratifiedFolds.Deal([.. segments.Reverse()], foldCount, seed, [.. keys.Reverse()]);
            reversed.Reverse().ShouldBe(folds);
        });
    }

    [Fact]
    public void Too_few_rows_are_refused()
    {
        Should.Throw<ArgumentException>(() => CrossValidation.Measure([1, 2, 3], 1, [0, 0, 1], 2, Options)).Message
            .ShouldContain("Segment 1 has 1 rows");
        Should.Throw<ArgumentException>(
            () => CrossValidation.Measure([1, 2, 3, 4], 1, [0, 0, 1, 1], 2, Options)).Message.ShouldContain("10 folds");
        Should.Throw<ArgumentOutOfRangeException>(() => StratifiedFolds.Deal([0, 1], 1, 1));
    }
}
