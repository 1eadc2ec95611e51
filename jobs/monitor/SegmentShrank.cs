using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Models.Quality;

namespace Segmentation.Jobs.Monitor;

/// <summary>A segment's share of its scheme's customers lies far below what it was on its last nights.</summary>
/// <remarks>A segment that a night does not name had nobody on it. Once that is usual the incident closes.</remarks>
internal static class SegmentShrank
{
    public static RuleVerdict Judge(NightFacts facts, SegmentShrankRule rule)
    {
        if (!facts.IsNewest || facts.Sizes.Count == 0)
        {
            return RuleVerdict.Unknown(RuleNames.SegmentShrank);
        }

        Dictionary<(string Scheme, string Segment), double> tonight = Shares(facts.Sizes);
        Dictionary<(string Scheme, string Segment), double>[] before = [.. facts.SizesBefore.Take(rule.Nights).Select(night => Shares(night.Sizes))];
        HashSet<string> schemes = [.. tonight.Keys.Select(segment => segment.Scheme)];
        var readings = new List<RuleReading>();
        foreach ((string Scheme, string Segment) segment in tonight.Keys.Concat(before.SelectMany(night => night.Keys)).Distinct().Order())
        {
            // Nights on which the scheme was not scored say nothing about its segments.
            double[] history = [.. before
                .Where(night => night.Keys.Any(known => known.Scheme == segment.Scheme))
                .Select(night => night.GetValueOrDefault(segment))];
            if (schemes.Contains(segment.Scheme) && history.Length >= rule.LeastNights)
            {
                readings.Add(Read(segment, tonight.GetValueOrDefault(segment), RobustBand.Of(history), rule));
            }
        }

        return new RuleVerdict(RuleNames.SegmentShrank, true, readings);
    }

    private static RuleReading Read((string Scheme, string Segment) segment, double share, RobustBand band, SegmentShrankRule rule)
    {
        string subject = $"{segment.Scheme}/{segment.Segment}";
        return band.Median > 0 && band.IsBelow(share, rule.Deviations, rule.LeastFall)
            ? new RuleReading(
                subject, true, Severity.Warning,
                $"Segment {segment.Segment} of scheme {segment.Scheme} holds {share:0.00%} of the customers; {band.Median:0.00%} is its median. The tags are as computed. See who left it in bi_segment_movers_v1, and whether a source is incomplete.")
            : RuleReading.Good(subject);
    }

    private static Dictionary<(string Scheme, string Segment), double> Shares(IReadOnlyList<SegmentSize> sizes)
    {
        Dictionary<string, long> totals = sizes.GroupBy(size => size.Scheme).ToDictionary(scheme => scheme.Key, scheme => scheme.Sum(size => size.CustomerCount));
        return sizes.ToDictionary(
            size => (size.Scheme, size.SegmentCode),
            size => totals[size.Scheme] > 0 ? (double)size.CustomerCount / totals[size.Scheme] : 0);
    }
}
