using Criterion = Segmentation.Models.Selection.ClusterCountCriterion;

namespace Segmentation.Models.Selection;

/// <summary>One vote on the number of clusters: limits first, then one vote per criterion, then the count.</summary>
internal sealed class ClusterCountBallot(ClusterCountMeasures measures, ClusterCountOptions options)
{
    private readonly Dictionary<(int ClusterCount, Criterion Criterion), string> _vetoes =
        ClusterCountVetoes.Of(measures, options.Limits);

    public ClusterCountDecision Count()
    {
        var votes = Enum.GetValues<Criterion>().ToDictionary(criterion => criterion, VoteOf);
        ClusterCountRow[] rows =
        [
            .. measures.Candidates.SelectMany(candidate => votes.Select(
                vote => RowOf(candidate, vote.Key, vote.Value))),
        ];
        var tally = Permitted()
            .Select(count => (ClusterCount: count, Weight: rows
                .Where(row => row.ClusterCount == count && row.HasVote).Sum(row => row.Weight)))
            .Where(entry => entry.Weight > 0)
            .OrderByDescending(entry => entry.Weight).ThenBy(entry => entry.ClusterCount)
            .ToArray();
        int? winner = tally.Length > 0 ? tally[0].ClusterCount : null;
        return new ClusterCountDecision
        {
            Rows = rows,
            VotedClusterCount = winner,
            ChosenClusterCount = winner,
            Reason = ReasonFor(tally, rows),
            Measures = measures,
        };
    }

    private string Vetoes(int clusterCount) => string.Join(
        " ", _vetoes.Where(veto => veto.Key.ClusterCount == clusterCount).Select(veto => veto.Value));

    private IEnumerable<int> Permitted() => measures.Candidates
        .Select(candidate => candidate.ClusterCount)
        .Where(count => !_vetoes.Keys.Any(veto => veto.ClusterCount == count));

    /// <summary>The k a criterion votes for, with a reason; no k when it abstains.</summary>
    private (int? ClusterCount, string Reason) VoteOf(Criterion criterion)
    {
        return criterion switch
        {
            Criterion.SilhouetteOfSample or Criterion.SimplifiedSilhouette or Criterion.CalinskiHarabasz =>
                 Extreme(criterion, 1, "Highest"),
            Criterion.DaviesBouldin => Extreme(criterion, -1, "Lowest"),
            Criterion.Gap => GapVote(),
            Criterion.PredictionStrength => Threshold(
                criterion,
                StrengthThreshold,
                count => measures.PredictionStrength?.Rows.FirstOrDefault(row => row.ClusterCount == count)
                    is { } row && row.Mean + row.StandardError >= StrengthThreshold),
            Criterion.BootstrapJaccard => JaccardVote(),
            _ => (null, ""),
        };
    }

    private double StrengthThreshold =>
        (options.PredictionStrength ?? new() { Seed = options.Seed }).Threshold;

    /// <summary>Highly stable clusters before stable ones: halves of one cloud are often just about stable.</summary>
    private (int? ClusterCount, string Reason) JaccardVote()
    {
        BootstrapJaccardOptions thresholds = options.BootstrapJaccard ?? new() { Seed = options.Seed };
        (int? ClusterCount, string Reason) high = Vote(thresholds.HighlyStableJaccard);
        return high.ClusterCount is null ? Vote(thresholds.StableJaccard) : high;

        (int? ClusterCount, string Reason) Vote(double threshold) => Threshold(
            Criterion.BootstrapJaccard,
            threshold,
            count => measures.Candidates.First(candidate => candidate.ClusterCount == count)
                .BootstrapJaccard.Minimum >= threshold);
    }

    private (int? ClusterCount, string Reason) Extreme(Criterion criterion, int sign, string word)
    {
        int? best = Best([.. Permitted()]);
        int? unlimited = Best([.. measures.Candidates.Select(candidate => candidate.ClusterCount)]);
        string instead = unlimited != best ? $" Without limits it would be {unlimited}." : "";
        return best is null
            ? (null, "Not measured for any number that the limits allow.")
            : (best, $"{word} of the numbers that the limits allow.{instead}");

        int? Best(int[] counts) => measures.Candidates
            .Where(candidate => counts.Contains(candidate.ClusterCount))
            .Select(candidate => (candidate.ClusterCount, Value: sign * measures.ValueOf(criterion, candidate)))
            .Where(entry => !double.IsNaN(entry.Value))
            .OrderByDescending(entry => entry.Value).ThenBy(entry => entry.ClusterCount)
            .Select(entry => (int?)entry.ClusterCount)
            .FirstOrDefault();
    }

    private (int? ClusterCount, string Reason) GapVote()
    {
        if (measures.Gap is { IsSettled: true, ClusterCount: 1 })
        {
            return (null, "No vote: the rows are no tighter in clusters than rows without clusters would be.");
        }

        HashSet<int> permitted = [.. Permitted()];
        IReadOnlyList<GapRow> rows = measures.Gap.Rows;
        for (int i = 0; i + 1 < rows.Count; i++)
        {
            bool isSettled = rows[i].Gap >= rows[i + 1].Gap - rows[i + 1].StandardError;
            if (isSettled && permitted.Contains(rows[i].ClusterCount))
            {
                return (rows[i].ClusterCount, "First whose gap is within one standard error of the next.");
            }
        }

        return (null, "No vote: the gap still rises at the largest number allowed, so it sets no limit.");
    }

    private (int? ClusterCount, string Reason) Threshold(
        Criterion criterion, double threshold, Func<int, bool> reaches)
    {
        int best = Permitted().Where(reaches).DefaultIfEmpty(0).Max();
        return best > 0
            ? (best, $"Largest number that reaches {threshold}.")
            : (null, $"No vote: no number that the limits allow reaches {threshold} ({Words(criterion)}).");
    }

    private ClusterCountRow RowOf(
        ClusterCountCandidate candidate, Criterion criterion, (int? ClusterCount, string Reason) vote)
    {
        int count = candidate.ClusterCount;
        double value = measures.ValueOf(criterion, candidate);
        double weight = options.Weights.Of(criterion);
        bool isVeto = _vetoes.TryGetValue((count, criterion), out string? veto);
        bool hasVote = vote.ClusterCount == count;
        bool isUnmeasured = double.IsNaN(value) && weight > 0;
        string unmeasured = isUnmeasured ? "Not measured: too few rows, or one cluster only." : "";
        string reason = veto ?? (hasVote || vote.ClusterCount is null ? vote.Reason : unmeasured);
        return new ClusterCountRow(count, criterion, value, hasVote, weight, isVeto, reason);
    }

    private string ReasonFor((int ClusterCount, double Weight)[] tally, ClusterCountRow[] rows)
    {
        int[] vetoed = [.. _vetoes.Keys.Select(veto => veto.ClusterCount).Distinct().Order()];
        string limits = string.Concat(vetoed.Select(count => $" {count} is ruled out: {Vetoes(count)}"));
        if (vetoed.Length == measures.Candidates.Count)
        {
            return $"No number of segments was chosen: the business limits rule out every candidate.{limits}";
        }

        if (tally.Length == 0)
        {
            return $"No number of segments was chosen: no criterion that counts has a vote to give.{limits}";
        }

        double all = tally.Sum(entry => entry.Weight);
        string voters = string.Join(
            ", ",
            rows.Where(row => row.ClusterCount == tally[0].ClusterCount && row is { HasVote: true, Weight: > 0 })
                .Select(row => Words(row.Criterion)));
        string next = tally.Length > 1
            ? $" Next comes {tally[1].ClusterCount} with {tally[1].Weight:0.##}."
            : " No other number has a vote.";
        return $"{tally[0].ClusterCount} segments, by {tally[0].Weight:0.##} of {all:0.##} weighted votes: {voters}." +
            next + limits;
    }

    private static string Words(Criterion criterion) => criterion switch
    {
        Criterion.SilhouetteOfSample => "silhouette of a sample",
        Criterion.SimplifiedSilhouette => "simplified silhouette",
        Criterion.CalinskiHarabasz => "Calinski-Harabasz",
        Criterion.DaviesBouldin => "Davies-Bouldin",
        Criterion.Gap => "gap",
        Criterion.PredictionStrength => "prediction strength",
        Criterion.BootstrapJaccard => "bootstrap Jaccard",
        _ => criterion.ToString(),
    };
}
