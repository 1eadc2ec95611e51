using Segmentation.Models.Clustering;

namespace Segmentation.Models.Explain;

/// <summary>
/// What sets each segment apart: size, revenue, and every feature against all other segments together.
/// </summary>
/// <remarks>
/// Time grows with rows times features, and the sort with the sample; memory beside the input is small. Sums run in row
/// order, so pass rows ordered by key and a rerun on reordered input agrees to the last bit.
/// </remarks>
public static class SegmentContrasts
{
    /// <summary>Contrasts every segment that has rows.</summary>
    /// <param name="columns">Features, one array per feature, one value per row; NaN means missing.</param>
    /// <param name="names">One name per column.</param>
    /// <param name="labels">Segment of each row, 0 or more; a row below 0 is on neither side.</param>
    /// <param name="options">Seed, confidence and the rest.</param>
    /// <param name="revenue">One value per row, NaN for none; null when shares of revenue are not wanted.</param>
    /// <param name="rowKeys">One stable key per row, from which the sample is drawn; null means its index.</param>
    /// <param name="cancellationToken">Stops between features.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, a value is infinite, or no row has a segment.
    /// </exception>
    public static SegmentContrastTable Of(
        IReadOnlyList<double[]> columns,
        IReadOnlyList<string> names,
        int[] labels,
        SegmentContrastOptions options,
        double[]? revenue = null,
        ulong[]? rowKeys = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        Check(columns, names, labels, options, revenue, rowKeys);
        int labelCount = ExplainChecks.LabelCount(labels);
        SegmentProfile[] profiles = Profiles(labels, labelCount, revenue);
        RankSample sample = RankSample.Choose(labels, labelCount, rowKeys, options);

        var perFeature = new SegmentContrast[columns.Count][];
        new RowUnits(columns.Count, 1).ForEach(
            RowUnits.ThreadsFor(options.ThreadCount),
            column => perFeature[column] =
                Feature(column, columns[column], names[column], labels, labelCount, profiles, sample.Rows, options),
            cancellationToken);

        return new SegmentContrastTable
        {
            Segments = profiles,
            Contrasts = [.. profiles.SelectMany((_, i) => perFeature.Select(contrasts => contrasts[i]))],
            UnlabelledCount = labels.Length - profiles.Sum(profile => profile.Size),
            RankedRowCount = sample.Rows.Length,
            AreRanksExact = sample.IsExact,
            Confidence = options.Confidence,
        };
    }

    private static void Check(
        IReadOnlyList<double[]> columns,
        IReadOnlyList<string> names,
        int[] labels,
        SegmentContrastOptions options,
        double[]? revenue,
        ulong[]? rowKeys)
    {
        int rowCount = ExplainChecks.RowCount(columns, names, labels);
        ExplainChecks.Share(options.Confidence, nameof(options.Confidence));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.RankSampleRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SmallestSegmentSample, 1);
        if (revenue is not null)
        {
            ExplainChecks.SameLength(revenue, rowCount, "Revenue");
            ExplainChecks.NotInfinite(revenue, "Revenue");
        }

        if (rowKeys is not null)
        {
            ExplainChecks.SameLength(rowKeys, rowCount, "The row keys");
        }
    }

    private static SegmentProfile[] Profiles(int[] labels, int labelCount, double[]? revenue)
    {
        int[] sizes = new int[labelCount];
        double[] sums = new double[labelCount];
        double total = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            double amount = revenue is null || double.IsNaN(revenue[row]) ? 0 : revenue[row];
            total += amount;
            if (labels[row] >= 0)
            {
                sizes[labels[row]]++;
                sums[labels[row]] += amount;
            }
        }

        return
        [
            .. Enumerable.Range(0, labelCount).Where(label => sizes[label] > 0).Select(label => new SegmentProfile
            {
                Segment = label,
                Size = sizes[label],
                SizeShare = (double)sizes[label] / labels.Length,
                Revenue = revenue is null ? null : sums[label],
                RevenueShare = revenue is null || !(total > 0) ? null : sums[label] / total,
            }),
        ];
    }

    private static SegmentContrast[] Feature(
        int index,
        double[] column,
        string name,
        int[] labels,
        int labelCount,
        SegmentProfile[] profiles,
        int[] sample,
        SegmentContrastOptions options)
    {
        FeatureMoments feature = FeatureMoments.Of(column, labels, labelCount);
        Moments[] rests = Moments.Rests(feature.PerSegment);
        double[] counts = [.. feature.PerSegment.Select(moments => moments.Count)];
        RankContrast[] ranks = RankContrasts.Of(column, labels, sample, counts, options.Confidence);
        int labelled = profiles.Sum(profile => profile.Size);
        return
        [
            .. profiles.Select(profile => One(
                index, name, profile, labelled - profile.Size, feature, rests[profile.Segment],
                ranks[profile.Segment], options)),
        ];
    }

    private static SegmentContrast One(
        int index,
        string name,
        SegmentProfile profile,
        int restSize,
        FeatureMoments feature,
        Moments rest,
        RankContrast ranks,
        SegmentContrastOptions options)
    {
        Moments own = feature.PerSegment[profile.Segment];
        bool hasBoth = own.Count > 0 && rest.Count > 0;
        bool hasRatio = hasBoth && !feature.HasNegative && own.Mean > 0 && rest.Mean > 0;
        double? cohensD = Moments.CohensD(own, rest);
        (EffectMeasure measure, string reason) = Choose(feature, cohensD, options);
        return new SegmentContrast
        {
            Segment = profile.Segment,
            FeatureIndex = index,
            Feature = name,
            Count = (int)own.Count,
            RestCount = (int)rest.Count,
            MissingShare = 1 - own.Count / profile.Size,
            RestMissingShare = restSize > 0 ? 1 - rest.Count / restSize : 0,
            Mean = own.Count > 0 ? own.Mean : null,
            RestMean = rest.Count > 0 ? rest.Mean : null,
            Median = ranks.Median,
            RestMedian = ranks.RestMedian,
            Difference = hasBoth ? own.Mean - rest.Mean : null,
            DifferenceInterval = Moments.WelchInterval(own, rest, options.Confidence),
            Ratio = hasRatio ? own.Mean / rest.Mean : null,
            RatioInterval = hasRatio ? Moments.RatioInterval(own, rest, options.Confidence) : null,
            CohensD = cohensD,
            CliffsDelta = ranks.CliffsDelta,
            CliffsDeltaInterval = ranks.CliffsDeltaInterval,
            Measure = measure,
            MeasureReason = reason,
        };
    }

    private static (EffectMeasure Measure, string Reason) Choose(
        FeatureMoments feature, double? cohensD, SegmentContrastOptions options) =>
        feature.ZeroShare > options.LargestZeroShare
            ? (EffectMeasure.CliffsDelta, $"Ranks, as {feature.ZeroShare:P0} of the values are zero.")
            : Math.Abs(feature.Skewness) > options.LargestSkewness
            ? (EffectMeasure.CliffsDelta, $"Ranks, as the skewness is {feature.Skewness:0.0}.")
            : cohensD is null
            ? (EffectMeasure.CliffsDelta, "Ranks, as there are too few values or they have no spread.")
            : (EffectMeasure.CohensD, "Means, as the values are neither skewed nor mostly zero.");
}
