using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Models.Quality;

namespace Segmentation.Jobs.Monitor;

/// <summary>A source's share of quarantined rows lies far above what it was in its last loads.</summary>
/// <remarks>A night that loads nothing from a source says nothing about it.</remarks>
internal static class QuarantineJumped
{
    public static RuleVerdict Judge(NightFacts facts, QuarantineJumpedRule rule)
    {
        var readings = new List<RuleReading>();
        foreach (LoadShare tonight in facts.LoadShares.Where(load => load.LoadId == facts.Run.RunId && load.ReadCount > 0))
        {
            double[] before = [.. facts.LoadShares
                .Where(load => load.Source == tonight.Source && load.ReadCount > 0 && string.CompareOrdinal(load.LoadId, tonight.LoadId) < 0)
                .Take(rule.Nights)
                .Select(Share)];
            if (before.Length >= rule.LeastNights)
            {
                readings.Add(Read(tonight, RobustBand.Of(before), rule));
            }
        }

        return new RuleVerdict(RuleNames.QuarantineJumped, false, readings);
    }

    private static RuleReading Read(LoadShare tonight, RobustBand band, QuarantineJumpedRule rule) =>
        band.IsAbove(Share(tonight), rule.Deviations, rule.LeastRise)
            ? new RuleReading(
                tonight.Source, true, Severity.Warning,
                $"{tonight.QuarantinedCount:N0} of {tonight.ReadCount:N0} rows of source {tonight.Source} broke the contract, {Share(tonight):0.00%}; {band.Median:0.00%} is the median of its loads. They are in quarantine and not in the segments. See their reasons there, and have the delivery or the mapping corrected.")
            : RuleReading.Good(tonight.Source);

    private static double Share(LoadShare load) => (double)load.QuarantinedCount / load.ReadCount;
}
