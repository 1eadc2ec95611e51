namespace Segmentation.Models.Typing;

/// <summary>
/// Multinomial logit by limited-memory BFGS (Nocedal 1980) from zero weights, loss summed in row order.
/// </summary>
/// <remarks>Costs rows × answers × segments per iteration. Weights sum to 0 over segments.</remarks>
internal static class MultinomialLogit
{
    private const int Memory = 10;

    /// <summary>Weights of standardised answers, the loss from the start on, and whether the slope is level.</summary>
    public static (double[] Weights, IReadOnlyList<double> Losses, bool Converged) Fit(
        ScaledAnswers answers,
        ReadOnlySpan<int> segments,
        int segmentCount,
        TypingOptions options,
        CancellationToken cancellationToken)
    {
        double[] weights = new double[segmentCount * (1 + answers.ColumnCount)];
        double[] slope = new double[weights.Length];
        double[] next = new double[weights.Length];
        double[] nextSlope = new double[weights.Length];
        var history = new LinkedList<(double[] Move, double[] Turn, double Curvature)>();
        var losses = new List<double> { Loss(answers, segments, segmentCount, options.Penalty, weights, slope) };
        bool hasConverged = Largest(slope) <= options.Tolerance;
        while (!hasConverged && losses.Count <= options.MaxIterations)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double[] direction = Direction(slope, history);
            double descent = Dot(slope, direction);
            double step = history.Count == 0 ? Math.Min(1, 1 / Math.Sqrt(Dot(slope, slope))) : 1;
            double loss = double.NaN;
            bool isLower = false;
            for (int halving = 0; halving < 40 && !isLower; halving++, step /= 2)
            {
                for (int i = 0; i < weights.Length; i++)
                {
                    next[i] = weights[i] + step * direction[i];
                }

                loss = Loss(answers, segments, segmentCount, options.Penalty, next, nextSlope);
                isLower = loss <= losses[^1] + 1e-4 * step * descent;
            }

            // No step lowers the loss any more: what is left is rounding.
            if (!isLower)
            {
                hasConverged = Largest(slope) <= 1e3 * options.Tolerance;
                break;
            }

            Remember(history, weights, next, slope, nextSlope);
            (weights, next) = (next, weights);
            (slope, nextSlope) = (nextSlope, slope);
            losses.Add(loss);
            hasConverged = Largest(slope) <= options.Tolerance;
        }

        return (weights, losses, hasConverged);
    }

    /// <summary>Mean of −log probability of each row's own segment, plus the penalty per row; and its slope.</summary>
    private static double Loss(
        ScaledAnswers answers,
        ReadOnlySpan<int> segments,
        int segmentCount,
        double penalty,
        double[] weights,
        double[] slope)
    {
        int width = 1 + answers.ColumnCount;
        Array.Clear(slope);
        double sum = 0;
        Span<double> scores = new double[segmentCount];
        for (int row = 0; row < segments.Length; row++)
        {
            ReadOnlySpan<double> values = answers.Row(row);
            for (int segment = 0; segment < segmentCount; segment++)
            {
                ReadOnlySpan<double> own = weights.AsSpan(segment * width, width);
                double score = own[0];
                for (int column = 0; column < values.Length; column++)
                {
                    score += own[1 + column] * values[column];
                }

                scores[segment] = score;
            }

            double actual = scores[segments[row]];
            sum += TypingTool.ToProbabilities(scores, scores[TypingTool.IndexOfHighest(scores)]) - actual;
            scores[segments[row]] -= 1;
            for (int segment = 0; segment < segmentCount; segment++)
            {
                Span<double> own = slope.AsSpan(segment * width, width);
                own[0] += scores[segment];
                for (int column = 0; column < values.Length; column++)
                {
                    own[1 + column] += scores[segment] * values[column];
                }
            }
        }

        for (int i = 0; i < weights.Length; i++)
        {
            // Intercepts are not penalised: shares of segments are no matter of taste.
            double shrink = i % width == 0 ? 0 : penalty * weights[i];
            sum += shrink * weights[i] / 2;
            slope[i] = (slope[i] + shrink) / segments.Length;
        }

        return sum / segments.Length;
    }

    private static double[] Direction(
        double[] slope, LinkedList<(double[] Move, double[] Turn, double Curvature)> history)
    {
        double[] direction = [.. slope.Select(value => -value)];
        var shares = new Stack<double>();
        for (var pair = history.Last; pair is not null; pair = pair.Previous)
        {
            shares.Push(Dot(pair.Value.Move, direction) / pair.Value.Curvature);
            AddScaled(direction, pair.Value.Turn, -shares.Peek());
        }

        if (history.Last is { } latest)
        {
            double scale = latest.Value.Curvature / Dot(latest.Value.Turn, latest.Value.Turn);
            direction = [.. direction.Select(value => value * scale)];
        }

        for (var pair = history.First; pair is not null; pair = pair.Next)
        {
            double share = Dot(pair.Value.Turn, direction) / pair.Value.Curvature;
            AddScaled(direction, pair.Value.Move, shares.Pop() - share);
        }

        return direction;
    }

    private static void Remember(
        LinkedList<(double[] Move, double[] Turn, double Curvature)> history,
        double[] before,
        double[] after,
        double[] slopeBefore,
        double[] slopeAfter)
    {
        double[] move = [.. after.Zip(before, (a, b) => a - b)];
        double[] turn = [.. slopeAfter.Zip(slopeBefore, (a, b) => a - b)];
        double curvature = Dot(move, turn);
        if (curvature > 0)
        {
            history.AddLast((move, turn, curvature));
            if (history.Count > Memory)
            {
                history.RemoveFirst();
            }
        }
    }

    private static double Dot(double[] left, double[] right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    private static void AddScaled(double[] target, double[] values, double scale)
    {
        for (int i = 0; i < target.Length; i++)
        {
            target[i] += scale * values[i];
        }
    }

    private static double Largest(double[] values) => values.Max(Math.Abs);
}
