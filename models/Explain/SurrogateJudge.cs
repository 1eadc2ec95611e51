namespace Segmentation.Models.Explain;

/// <summary>Measures how far rules and model agree, and says so.</summary>
internal static class SurrogateJudge
{
    public static SurrogateTreeFit Judge(
        DecisionTree tree,
        IReadOnlyList<double[]> columns,
        int[] labels,
        int classCount,
        float[]? weights,
        DealtRows dealt,
        int grownLeafCount,
        SurrogateTreeOptions options)
    {
        double[] own = new double[classCount];
        double[] given = new double[classCount];
        double[] right = new double[classCount];
        int[] counts = new int[classCount];
        foreach (int row in dealt.Judge)
        {
            double weight = weights is null ? 1 : weights[row];
            int segment = tree.Nodes[tree.LeafOf(columns, row)].Segment;
            own[labels[row]] += weight;
            given[segment] += weight;
            right[segment] += segment == labels[row] ? weight : 0;
            counts[labels[row]]++;
        }

        SegmentFidelity[] segments =
        [
            .. labels.Where(label => label >= 0).Distinct().Order().Select(label => new SegmentFidelity(
                label,
                counts[label],
                own[label] > 0 ? right[label] / own[label] : null,
                given[label] > 0 ? right[label] / given[label] : null)),
        ];
        double fidelity = right.Sum() / own.Sum();
        SegmentFidelity? missed = segments
            .Where(segment => segment.Recall < options.MinSegmentRecall)
            .MinBy(segment => segment.Recall);
        bool isRefused = fidelity < options.MinFidelity || missed is not null;
        return new SurrogateTreeFit
        {
            Tree = tree,
            Fidelity = fidelity,
            LargestSegmentFidelity = own[tree.Nodes[0].Segment] / own.Sum(),
            Segments = segments,
            JudgedRowCount = dealt.Judge.Length,
            IsHeldOut = dealt.IsHeldOut,
            GrownLeafCount = grownLeafCount,
            IsRefused = isRefused,
            Verdict = Words(fidelity, missed, isRefused, tree.LeafCount, dealt, options),
        };
    }

    private static string Words(
        double fidelity, SegmentFidelity? missed, bool isRefused, int leafCount, DealtRows dealt,
        SurrogateTreeOptions options)
    {
        string rows = dealt.IsHeldOut ? $"{dealt.Judge.Length:N0} held-out rows" : $"the {dealt.Judge.Length:N0} rows";
        string seen = dealt.IsHeldOut ? "" : " they were grown from, none were held out,";
        string agreement = $"{leafCount} rules give {fidelity:P1} of {rows}{seen} the right segment";
        string bar = fidelity < options.MinFidelity ? $"; at least {options.MinFidelity:P0} is needed" : "";
        string lost = missed is null
            ? ""
            : $" They find {missed.Recall:P0} of segment {missed.Segment}; at least {options.MinSegmentRecall:P0} is " +
                "needed.";
        return $"{(isRefused ? "Refused: " : "")}{agreement}{bar}.{lost}"
            + (isRefused ? " Allow more leaves or depth, add the features the model used, or keep to the model." : "");
    }
}
