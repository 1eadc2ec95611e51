using System.Text.Json;
using Segmentation.Models.Typing;

namespace Segmentation.Models.Tests.Typing;

public class TypingToolTests
{
    private static readonly TypingOptions Logit = new() { Seed = 1, Tolerance = 1e-9 };

    private static readonly TypingOptions Discriminant =
        new() { Seed = 1, Method = TypingMethod.LinearDiscriminant, Shrinkage = 0 };

    [Fact]
    public void A_discriminant_of_one_answer_is_worked_by_hand()
    {
        // Segment 0 answers 0 2, segment 1 answers 4 6: means 1 and 5, within variance (1 + 1 + 1 + 1) / (4 - 2) = 2.
        // Scores log 1/2 + x/2 - 1/4 and log 1/2 + 5x/2 - 25/4; the border is where they are equal, at 3.
        TypingTool tool = TypingFit.Fit([0, 2, 4, 6], 1, [0, 0, 1, 1], 2, Discriminant).Tool;
        double[] c = tool.Coefficients;
        (c[3] - c[1]).ShouldBe(2, 1e-12);
        (c[2] - c[0]).ShouldBe(-6, 1e-12);
        int[] segments = new int[3];
        double[] probabilities = new double[6];
        tool.Predict([2.9, 3.1, 4], segments, probabilities);
        segments.ShouldBe([0, 1, 1]);
        probabilities[5].ShouldBe(1 / (1 + Math.Exp(-2)), 1e-12);
    }

    [Fact]
    public void A_tie_goes_to_the_lower_segment()
    {
        var tool = new TypingTool
        {
            Method = TypingMethod.MultinomialLogit,
            ColumnCount = 1,
            SegmentCount = 3,
            Coefficients = [0, 1, 0, 2, 0, 2],
        };
        int[] segments = new int[3];
        tool.Predict([0, 1, -1], segments);
        segments.ShouldBe([0, 1, 0]);
    }

    [Fact]
    public void A_logit_of_irises_is_scikit_learns()
    {
        // LogisticRegression(C=1, multinomial, newton-cg, tol 1e-12) of scikit-learn 1.2.1 on standardised measures,
        // its weights turned back into centimetres. (Its lbfgs stops some 1e-4 earlier.)
        TypingFit fit = TypingFit.Fit(Iris.Rows, 4, Iris.Species, 3, Logit);
        double[] expected =
        [
            6.2184355286, -1.3014230869, 2.6705474839, -1.0973555747, -2.3845908961, 2.5403021202, 0.7122371508,
            -0.8329454224, -0.2065648427, -1.0876366907, -8.7587376488, 0.5891859361, -1.8376020615, 1.3039204174,
            3.4722275868,
        ];
        for (int i = 0; i < expected.Length; i++)
        {
            fit.Tool.Coefficients[i].ShouldBe(expected[i], 2e-7, $"value {i}");
        }

        fit.LossPerIteration[^1].ShouldBe(0.2091917884053098, 1e-13);
        fit.LossPerIteration[0].ShouldBe(Math.Log(3), 1e-12);
        fit.LossPerIteration.ShouldBeInOrder(SortDirection.Descending);
        fit.Converged.ShouldBeTrue();
        double[] probabilities = new double[3];
        fit.Tool.Predict(Iris.Rows.AsSpan(70 * 4, 4), new int[1], probabilities);
        probabilities[1].ShouldBe(0.440326224, 1e-7);
    }

    [Fact]
    public void A_discriminant_of_irises_is_scikit_learns()
    {
        // LinearDiscriminantAnalysis of scikit-learn 1.2.1; only differences between segments are defined.
        TypingTool tool = TypingFit.Fit(Iris.Rows, 4, Iris.Species, 3, Discriminant).Tool;
        double[] c = tool.Coefficients;
        double[] expected = [-13.45586257303194, 7.8459576469, 16.5153606583, -21.6420899571, -23.832639982];
        for (int i = 0; i < 5; i++)
        {
            (c[i] - c[5 + i]).ShouldBe(expected[i], 1e-7, $"value {i}");
        }

        int[] segments = new int[150];
        double[] probabilities = new double[450];
        tool.Predict(Iris.Rows, segments, probabilities);
        Enumerable.Range(0, 150).Where(row => segments[row] != Iris.Species[row]).ShouldBe([70, 83, 133]);
        probabilities[70 * 3 + 1].ShouldBe(0.2532282247, 1e-8);
    }

    [Theory]
    [InlineData(TypingMethod.MultinomialLogit)]
    [InlineData(TypingMethod.LinearDiscriminant)]
    public void Known_weights_are_recovered(TypingMethod method)
    {
        // Two answers, normal with variance 1 in each of two segments, means 0 and (2, -1): log odds are 2x - y - 2.5.
        var madeUp = new MadeUp(4);
        const int RowCount = 40_000;
        int[] segments = [.. Enumerable.Range(0, RowCount).Select(_ => madeUp.Below(2))];
        double[] rows =
            [.. segments.SelectMany(s => new[] { madeUp.Normal() + 2 * s, madeUp.Normal() - s })];
        double[] c = TypingFit.Fit(rows, 2, segments, 2, Logit with { Method = method }).Tool.Coefficients;
        (c[3] - c[0]).ShouldBe(-2.5, 0.1);
        (c[4] - c[1]).ShouldBe(2, 0.06);
        (c[5] - c[2]).ShouldBe(-1, 0.06);
    }

    [Fact]
    public void A_tool_written_to_json_and_read_back_types_alike()
    {
        TypingTool tool = TypingFit.Fit(Iris.Rows, 4, Iris.Species, 3, Discriminant).Tool;
        TypingTool read = JsonSerializer.Deserialize<TypingTool>(JsonSerializer.Serialize(tool))!;
        double[] plain = new double[450];
        double[] again = new double[450];
        tool.Predict(Iris.Rows, new int[150], plain);
        read.Predict(Iris.Rows, new int[150], again);
        again.ShouldBe(plain);
    }

    [Fact]
    public void Units_of_answers_change_no_prediction()
    {
        double[] scaled = [.. Iris.Rows.Select((value, i) => i % 4 == 0 ? 1000 * value + 7 : value)];
        foreach (TypingOptions options in (TypingOptions[])[Logit, Discriminant])
        {
            double[] plain = new double[450];
            double[] other = new double[450];
            TypingFit.Fit(Iris.Rows, 4, Iris.Species, 3, options).Tool.Predict(Iris.Rows, new int[150], plain);
            TypingFit.Fit(scaled, 4, Iris.Species, 3, options).Tool.Predict(scaled, new int[150], other);
            plain.Zip(other).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-5);
        }
    }

    [Fact]
    public void Constant_repeated_and_perfect_answers_have_finite_weights()
    {
        // Column 0 never varies, columns 1 and 2 are the same, column 3 is the segment itself.
        double[] rows = [.. Enumerable.Range(0, 40).SelectMany(row => new[] { 5.0, row % 7, row % 7, row % 2 })];
        int[] segments = [.. Enumerable.Range(0, 40).Select(row => row % 2)];
        foreach (TypingOptions options in (TypingOptions[])[Logit, Discriminant with { Shrinkage = 0.01 }])
        {
            TypingTool tool = TypingFit.Fit(rows, 4, segments, 2, options).Tool;
            tool.Coefficients.ShouldAllBe(value => double.IsFinite(value));
            tool.Coefficients[1].ShouldBe(0);
            int[] predicted = new int[40];
            tool.Predict(rows, predicted);
            predicted.ShouldBe(segments);
        }
    }

    [Fact]
    public void What_cannot_be_typed_is_refused_by_name()
    {
        Should.Throw<ArgumentException>(() => TypingFit.Fit([1, double.NaN], 1, [0, 1], 2, Logit)).Message
            .ShouldContain("Row 1, column 0");
        Should.Throw<ArgumentException>(() => TypingFit.Fit([1, 2], 1, [0, 0], 2, Logit)).Message
            .ShouldContain("Segment 1 has 0 rows");
        Should.Throw<ArgumentException>(() => TypingFit.Fit([1, 2], 1, [0, 2], 2, Logit)).Message
            .ShouldContain("Row 1");
        Should.Throw<ArgumentException>(() => TypingFit.Fit([1, 2], 1, [0], 2, Logit));
        Should.Throw<ArgumentException>(
            () => TypingFit.Fit([1, 1, 2, 2, 3, 3, 5, 5], 2, [0, 0, 1, 1], 2, Discriminant)).Message
            .ShouldContain("Raise Shrinkage");
        Should.Throw<ArgumentException>(() => TypingFit.Fit([], 1, [], 2, Logit));
        Should.Throw<ArgumentException>(() => TypingFit.Fit([1, 2], 1, [0, 1], 2, Logit with { Penalty = 0 }));
        Should.Throw<ArgumentOutOfRangeException>(() => TypingFit.Fit([1, 2], 1, [0, 0], 1, Logit));
        TypingTool tool = TypingFit.Fit([1, 2, 3, 5], 1, [0, 0, 1, 1], 2, Discriminant).Tool;
        Should.Throw<ArgumentException>(() => tool.Predict([double.NaN], new int[1]));
        Should.Throw<ArgumentException>(() => tool.Predict([1], new int[2]));
        Should.Throw<ArgumentException>(() => tool.Predict([1], new int[1], new double[3]));
    }
}
