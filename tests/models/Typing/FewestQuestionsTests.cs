using Segmentation.Models.Typing;

namespace Segmentation.Models.Tests.Typing;

public class FewestQuestionsTests
{
    private static readonly FewestQuestionsOptions Options =
        new() { Typing = new TypingOptions { Seed = 1, Method = TypingMethod.LinearDiscriminant } };

    /// <summary>Three segments that questions 2 and 5 of eight tell apart; the others are noise.</summary>
    private static (double[] Rows, int[] Segments) Survey(int rowCount)
    {
        var madeUp = new MadeUp(9);
        int[] segments = [.. Enumerable.Range(0, rowCount).Select(_ => madeUp.Below(3))];
        double[] rows = [.. segments.SelectMany(segment => Enumerable.Range(0, 8).Select(question =>
            madeUp.Normal() + (question == 2 && segment > 0 ? 4 : 0) + (question == 5 && segment == 2 ? 3 : 0)))];
        return (rows, segments);
    }

    [Theory]
    [InlineData(TypingMethod.LinearDiscriminant)]
    [InlineData(TypingMethod.MultinomialLogit)]
    public void The_questions_that_matter_are_found_and_no_more(TypingMethod method)
    {
        (double[] rows, int[] segments) = Survey(1500);
        FewestQuestions fewest = FewestQuestions.Select(
            rows, 8, segments, 3, Options with { Typing = Options.Typing with { Method = method } });
        fewest.Steps.Select(step => step.Question).Order().ShouldBe([2, 5]);
        fewest.Columns.ShouldBe([2, 5]);
        fewest.Steps[0].Accuracy.ShouldBeLessThan(fewest.Target);
        fewest.Chosen.Accuracy.ShouldBeGreaterThanOrEqualTo(fewest.Target);
        fewest.Steps[^1].Accuracy.ShouldBe(fewest.Chosen.Accuracy);
        fewest.Full.Accuracy.ShouldBeGreaterThan(0.9);
        fewest.Target.ShouldBe(fewest.Full.Accuracy - fewest.Full.StandardError, 1e-12);

        // The tool takes the chosen answers only, and is right about as often as promised.
        double[] chosen = [.. rows.Chunk(8).SelectMany(row => new[] { row[2], row[5] })];
        int[] predicted = new int[1500];
        fewest.Fit.Tool.Predict(chosen, predicted);
        double right = predicted.Zip(segments).Count(pair => pair.First == pair.Second) / 1500.0;
        right.ShouldBe(fewest.Chosen.Accuracy, 0.01);
    }

    [Fact]
    public void The_first_question_of_iris_is_the_one_that_scikit_learn_ranks_first()
    {
        // Leaving one out, discriminants of one measure are right for 112, 78, 140 and 144 of 150.
        FewestQuestions fewest = FewestQuestions.Select(
            Iris.Rows,
            4,
            Iris.Species,
            3,
            Options with { Typing = Options.Typing with { FoldCount = 150, Shrinkage = 0 }, ShareOfFull = 1 });
        fewest.Steps[0].Question.ShouldBe(3);
        fewest.Steps[0].Accuracy.ShouldBe(144 / 150.0, 1e-12);
        fewest.Full.Accuracy.ShouldBe(147 / 150.0, 1e-12);
        fewest.Chosen.Accuracy.ShouldBeGreaterThanOrEqualTo(fewest.Full.Accuracy);
    }

    [Fact]
    public void A_question_of_several_columns_is_asked_as_one()
    {
        (double[] rows, int[] segments) = Survey(1500);
        FewestQuestions fewest = FewestQuestions.Select(
            rows, 8, segments, 3, Options with { Questions = [[0, 1], [7, 5, 2], [3]] });
        fewest.Steps.Select(step => step.Question).ShouldBe([1]);
        fewest.Columns.ShouldBe([2, 5, 7]);
    }

    [Fact]
    public void Reordered_rows_with_their_keys_choose_the_same_and_a_sample_bounds_the_work()
    {
        (double[] rows, int[] segments) = Survey(4000);
        ulong[] keys = [.. Enumerable.Range(0, 4000).Select(row => (ulong)row * 17 + 1)];
        FewestQuestionsOptions options = Options with { SampleSize = 1000 };
        FewestQuestions one = FewestQuestions.Select(rows, 8, segments, 3, options, keys);
        FewestQuestions other = FewestQuestions.Select(
            [.. rows.Chunk(8).Reverse().SelectMany(row => row)],
            8,
            [.. segments.Reverse()],
            3,
            options,
            [.. keys.Reverse()]);
        other.Steps.ShouldBe(one.Steps);
        one.RowCount.ShouldBeInRange(900, 1100);
    }

    [Fact]
    public void A_sample_keeps_enough_of_a_rare_segment()
    {
        var madeUp = new MadeUp(2);
        int[] segments = [.. Enumerable.Range(0, 5000).Select(row => row % 500 == 0 ? 1 : 0)];
        double[] rows = [.. segments.Select(segment => madeUp.Normal() + 5 * segment)];
        FewestQuestions fewest = FewestQuestions.Select(rows, 1, segments, 2, Options with { SampleSize = 50 });
        fewest.Full.Confusion[1].Sum().ShouldBe(10);
        fewest.RowCount.ShouldBeLessThan(120);
    }

    [Fact]
    public void One_question_is_the_fewest_of_one()
    {
        FewestQuestions fewest = FewestQuestions.Select(
            [1, 2, 3, 4], 1, [0, 0, 1, 1], 2, Options with { Typing = Options.Typing with { FoldCount = 2 } });
        fewest.Steps.Count.ShouldBe(1);
    }

    [Fact]
    public void Questions_and_rules_that_make_no_sense_are_refused()
    {
        (double[] rows, int[] segments) = Survey(60);
        FewestQuestionsOptions[] wrong =
        [
            Options with { Questions = [[0], [0]] },
            Options with { Questions = [[8]] },
            Options with { Questions = [] },
            Options with { ShareOfFull = 1.5 },
            Options with { StandardErrors = -1 },
        ];
        foreach (FewestQuestionsOptions options in wrong)
        {
            Should.Throw<ArgumentException>(() => FewestQuestions.Select(rows, 8, segments, 3, options));
        }
    }
}
