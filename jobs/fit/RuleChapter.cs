using System.Globalization;
using Segmentation.Jobs.Score;
using Segmentation.Models.Explain;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Fit;

/// <summary>The model said as rules that people and other systems can apply, and how far they may be believed.</summary>
public static class RuleChapter
{
    /// <summary>The item whose detail is a SELECT that scores as the model does.</summary>
    public const string ScoringSql = "scoring_sql";

    internal static IEnumerable<EvidenceRow> Of(FitFacts facts, CancellationToken cancellationToken)
    {
        if (facts.Model.Mixture is null
            && ClusterSql.Of(facts.Model.Scaler, facts.Model.Centroids, facts.Model.Codes, "publish.customer_features") is { } sql)
        {
            yield return new EvidenceRow(EvidenceTopics.Rule, "scheme", ScoringSql, Detail: sql);
        }

        if (facts.Cut.Assignments.Distinct().Count() < 2)
        {
            yield break;
        }

        string[] names = [.. facts.Model.Scaler.Features.Select(feature => feature.Name)];
        SurrogateTreeFit tree = SurrogateTree.Fit(
            facts.Data.Columns, names, facts.Cut.Assignments,
            new SurrogateTreeOptions { Seed = facts.Scheme.Clusters.Seed, ThreadCount = facts.ThreadCount }, null, null, cancellationToken);
        yield return new EvidenceRow(
            EvidenceTopics.Rule, "scheme", "fidelity", tree.Fidelity, Threshold: new SurrogateTreeOptions { Seed = 0 }.MinFidelity,
            Verdict: tree.IsRefused ? "refused" : "pass", Detail: tree.Verdict);
        foreach (SegmentFidelity segment in tree.Segments)
        {
            yield return new EvidenceRow(
                EvidenceTopics.Rule, facts.CodeOf(segment.Segment), "recall", segment.Recall,
                Detail: string.Create(CultureInfo.InvariantCulture, $"Of {segment.Count:N0} customers judged; precision {segment.Precision:0.000}."));
        }

        foreach (TreeRule rule in tree.Tree.ToRules())
        {
            yield return new EvidenceRow(
                EvidenceTopics.Rule, facts.CodeOf(rule.Segment), "rule", rule.Share, Threshold: rule.Purity,
                Verdict: tree.IsRefused ? "refused" : "", Detail: rule.Conditions.Count == 0 ? "everybody" : string.Join(" and ", rule.Conditions.Select(Text)));
        }

        if (!tree.IsRefused)
        {
            yield return new EvidenceRow(EvidenceTopics.Rule, "scheme", "sql", Detail: Coded(facts, tree.ToSqlCase(SqlText.Identifier)));
        }
    }

    private static string Text(RuleCondition condition)
    {
        string test = condition.Operator switch
        {
            RuleOperator.AtMost => string.Create(CultureInfo.InvariantCulture, $"{condition.Feature} <= {condition.Threshold:0.####}"),
            RuleOperator.Above => string.Create(CultureInfo.InvariantCulture, $"{condition.Feature} > {condition.Threshold:0.####}"),
            RuleOperator.IsMissing => $"{condition.Feature} is missing",
            _ => $"{condition.Feature} is known",
        };
        return condition is { IncludesMissing: true, Operator: RuleOperator.AtMost or RuleOperator.Above }
            ? $"({test} or it is missing)"
            : test;
    }

    /// <summary>The tree's CASE gives cluster numbers; around it stands one that gives their codes.</summary>
    private static string Coded(FitFacts facts, string clusterCase) =>
        $"case {clusterCase}\n{string.Join('\n', facts.Model.Codes.Select((code, cluster) => $"    when {cluster} then {SqlText.Literal(code)}"))}\nend";
}
