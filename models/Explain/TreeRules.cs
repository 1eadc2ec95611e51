using System.Globalization;

namespace Segmentation.Models.Explain;

/// <summary>Leaves of a tree as rules, and rules as SQL.</summary>
public static class TreeRules
{
    /// <summary>One rule per leaf, left to right, with what is asked twice of a feature drawn together.</summary>
    public static IReadOnlyList<TreeRule> Of(DecisionTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var leaves = TreeRegion.Leaves(tree);
        return
        [
            .. leaves.Select(leaf => new TreeRule(
                tree.Nodes[leaf.Node].Segment,
                [
                    .. leaf.Regions.SelectMany(
                        (region, feature) => Conditions(tree.FeatureNames[feature], feature, region)),
                ],
                tree.Nodes[leaf.Node].Share,
                tree.Nodes[leaf.Node].Purity)),
        ];
    }

    /// <summary>The rules as a CASE expression that gives the segment's number.</summary>
    /// <param name="rules">Rules of a tree, at least one.</param>
    /// <param name="quote">Turns a feature's name into a column reference, quoted as the warehouse wants it.</param>
    /// <remarks>
    /// Columns are compared as doubles and null is missing; a column must not hold NaN. Thresholds are the shortest
    /// text that reads back as the same double, with an exponent, so that no engine takes them for decimals.
    /// </remarks>
    public static string ToSqlCase(IReadOnlyList<TreeRule> rules, Func<string, string> quote)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(quote);
        if (rules.Count == 0)
        {
            throw new ArgumentException("No rules make no expression.", nameof(rules));
        }

        IEnumerable<string> lines = rules.Select(rule =>
        {
            string[] conditions = [.. rule.Conditions.Select(condition => Sql(condition, quote))];
            string all = conditions.Length == 0 ? "1 = 1" : string.Join("\n        and ", conditions);
            return $"    when {all}\n        then {rule.Segment.ToString(CultureInfo.InvariantCulture)}\n";
        });
        return $"case\n{string.Concat(lines)}end";
    }

    private static List<RuleCondition> Conditions(string feature, int index, TreeRegion region)
    {
        if (!region.AllowsPresent)
        {
            return [new RuleCondition(feature, index, RuleOperator.IsMissing, 0, true)];
        }

        var conditions = new List<RuleCondition>();
        if (region.Above > double.NegativeInfinity)
        {
            conditions.Add(new(feature, index, RuleOperator.Above, region.Above, region.AllowsMissing));
        }

        if (region.AtMost < double.PositiveInfinity)
        {
            conditions.Add(new(feature, index, RuleOperator.AtMost, region.AtMost, region.AllowsMissing));
        }

        if (conditions.Count == 0 && !region.AllowsMissing)
        {
            conditions.Add(new(feature, index, RuleOperator.IsPresent, 0, false));
        }

        return conditions;
    }

    private static string Sql(RuleCondition condition, Func<string, string> quote)
    {
        string column = quote(condition.Feature);
        string number = $"cast({column} as double)";
        string compared = condition.Operator switch
        {
            RuleOperator.AtMost => $"{number} <= {Literal(condition.Threshold)}",
            RuleOperator.Above => $"{number} > {Literal(condition.Threshold)}",
            RuleOperator.IsMissing => $"{column} is null",
            _ => $"{column} is not null",
        };
        bool isCompared = condition.Operator is RuleOperator.AtMost or RuleOperator.Above;
        return isCompared && condition.IncludesMissing ? $"({compared} or {column} is null)" : compared;
    }

    private static string Literal(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('E', StringComparison.Ordinal) ? text : text + "E0";
    }
}
