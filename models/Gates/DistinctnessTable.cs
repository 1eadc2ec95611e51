namespace Segmentation.Models.Gates;

/// <summary>
/// Turns compared features into a verdict: corrects for the number of tests, then asks for a real effect.
/// </summary>
internal sealed class DistinctnessTable(
    ComparedFeature[] compared, IReadOnlyList<string> features, int[] labels, DistinctnessOptions options)
{
    private readonly double _pairThreshold =
        options.MinimumPairEffect ?? (options.Test == DistinctnessTest.Welch ? 0.2 : 0.147);

    public Distinctness Judge(int rowCount)
    {
        double[] overall = AdjustedProbability.Of(
            [.. compared.Select(feature => feature.All.Probability)], options.Correction);
        FeatureDistinctness[] rows =
        [
            .. compared.Select((feature, column) => new FeatureDistinctness(
                features[column],
                feature.All,
                overall[column],
                overall[column] < options.Significance && feature.All.Effect >= options.MinimumEffect)),
        ];
        PairDistinctness[] pairs = JudgePairs();
        PairDistinctness[] alike = [.. pairs.Where(pair => pair.DistinctFeatures.Count == 0)];
        return new Distinctness
        {
            Features = rows,
            Pairs = pairs,
            IsPassed = alike.Length == 0,
            Reason = ReasonFor(alike, rows.Count(row => row.IsDistinct)),
            RowCount = rowCount,
        };
    }

    private PairDistinctness[] JudgePairs()
    {
        (int First, int Second)[] pairs = [.. ComparedFeature.Pairs(labels.Length)];
        double[] adjusted = AdjustedProbability.Of(
            [.. compared.SelectMany(feature => feature.PairProbabilities)], options.Correction);
        return [.. pairs.Select((pair, place) => JudgePair(pair, place, adjusted, pairs.Length))];
    }

    private PairDistinctness JudgePair((int First, int Second) pair, int place, double[] adjusted, int pairCount)
    {
        int[] strongest =
        [
            .. Enumerable.Range(0, compared.Length)
                .OrderByDescending(column => compared[column].PairEffects[place]).ThenBy(column => column),
        ];
        return new PairDistinctness(
            labels[pair.First],
            labels[pair.Second],
            [
                .. strongest
                    .Where(column => adjusted[column * pairCount + place] < options.Significance
                        && compared[column].PairEffects[place] >= _pairThreshold)
                    .Select(column => features[column]),
            ],
            features[strongest[0]],
            compared[strongest[0]].PairEffects[place],
            adjusted[strongest[0] * pairCount + place]);
    }

    private string ReasonFor(PairDistinctness[] alike, int distinctCount)
    {
        string start = $"{distinctCount} of {features.Count} features differ between segments by more than noise.";
        return alike.Length == 0
            ? $"{start} Every pair of segments is told apart by some feature."
            : $"{start} No feature tells apart: " +
                string.Join(", ", alike.Select(pair => $"{NameOf(pair.First)} and {NameOf(pair.Second)}")) +
                ". Merge them, or add a feature in which they should differ.";
    }

    private string NameOf(int label) => options.SegmentNames?[label] ?? $"{label}";
}
