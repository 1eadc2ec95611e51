using Segmentation.Jobs.Configuration;

namespace Segmentation.Batch.Configuration;

/// <summary>Checks that a scheme can cut: its segments can be reached and its numbers make sense together.</summary>
internal static class CheckSchemes
{
    public static void Run(CheckContext context)
    {
        foreach ((string name, SchemeConfig scheme) in context.Config.Schemes)
        {
            string path = $"schemes.{name}";
            CheckCodes(context, path, scheme.Segments);
            CheckParents(context, path, scheme.Segments);
            if (!context.Errors.Touch($"{path}.kind"))
            {
                CheckKind(context, path, scheme);
            }
        }
    }

    private static void CheckKind(CheckContext context, string path, SchemeConfig scheme)
    {
        switch (scheme.Kind)
        {
            case SchemeKind.Rules when scheme.Segments.Count == 0:
                context.Refuse($"{path}.segments", $"{path} is a rules scheme without segments. " +
                    $"List them under {path}.segments.");
                break;
            case SchemeKind.Rules:
                CheckReach(context, path, scheme.Segments);
                break;
            case SchemeKind.Rfm:
                CheckReach(context, path, scheme.Segments);
                CheckCuts(context, $"{path}.rfm.cuts", scheme.Rfm.Cuts);
                break;
            case SchemeKind.Lifecycle:
                CheckWindows(context, $"{path}.lifecycle", scheme.Lifecycle);
                break;
            case SchemeKind.Needs:
                CheckNeeds(context, $"{path}.needs", scheme.Needs);
                break;
            case SchemeKind.ValueTier:
                CheckValueTiers.Run(context, path, scheme);
                break;
            case var _ when scheme.Clusters() is { } clusters:
                CheckClusters(context, $"{path}.{scheme.Kind.Word()}", clusters);
                break;
        }
    }

    private static void CheckCodes(CheckContext context, string path, IReadOnlyList<SegmentConfig> segments)
    {
        var firsts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < segments.Count; i++)
        {
            string at = $"{path}.segments[{i}].code";
            int line = context.Index.FindNearest(at).Line;
            if (!firsts.TryAdd(segments[i].Code, line))
            {
                context.Refuse(at, $"segment code '{context.Show(at)}' is used twice in {path}; " +
                    $"it first stands on line {firsts[segments[i].Code]}. A code names one segment.");
            }
        }
    }

    private static void CheckParents(CheckContext context, string path, IReadOnlyList<SegmentConfig> segments)
    {
        ILookup<string, string?> parents = segments.ToLookup(segment => segment.Code, segment => segment.Parent);
        for (int i = 0; i < segments.Count; i++)
        {
            string at = $"{path}.segments[{i}].parent";
            if (segments[i].Parent is { } parent && !parents.Contains(parent))
            {
                string[] codes = [.. Enumerable.Range(0, segments.Count).Where(other => other != i)
                    .Select(other => context.Show($"{path}.segments[{other}].code"))];
                string written = context.Show(at);
                context.Refuse(at, $"parent '{written}' is not a segment of {path}. {NearestWord.Hint(written, codes)}");
            }
            else if (IsItsOwnAncestor(segments[i].Code, parents))
            {
                string code = context.Show($"{path}.segments[{i}].code");
                context.Refuse(at, $"segment '{code}' in {path} is its own parent, " +
                    "directly or through others. Remove one of the parents.");
            }
        }
    }

    private static bool IsItsOwnAncestor(string code, ILookup<string, string?> parents)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? ancestor = parents[code].FirstOrDefault();
        while (ancestor is not null && ancestor != code && seen.Add(ancestor))
        {
            ancestor = parents[ancestor].FirstOrDefault();
        }

        return ancestor == code;
    }

    private static void CheckReach(CheckContext context, string path, IReadOnlyList<SegmentConfig> segments)
    {
        int everyone = segments.ToList().FindIndex(segment => string.IsNullOrWhiteSpace(segment.When));
        if (everyone >= 0 && everyone < segments.Count - 1)
        {
            string unreached = $"{path}.segments[{everyone + 1}]";
            string code = context.Show($"{unreached}.code");
            string before = context.Show($"{path}.segments[{everyone}].code");
            context.Refuse(unreached, $"segment '{code}' in {path} can never be reached: " +
                $"'{before}' before it has no condition and takes everyone who is left. " +
                "Give that one a 'when', or move it to the end.");
        }
    }

    private static void CheckCuts(CheckContext context, string path, RfmCuts? cuts)
    {
        if (cuts is not null)
        {
            CheckCut(context, $"{path}.recency", cuts.Recency);
            CheckCut(context, $"{path}.frequency", cuts.Frequency);
            CheckCut(context, $"{path}.monetary", cuts.Monetary);
        }
    }

    private static void CheckCut(CheckContext context, string path, IReadOnlyList<decimal> cuts) =>
        context.RefuseUnlessRising("cuts", [.. cuts.Select((cut, i) => (ConfigPath.Item(path, i), (IComparable)cut))]);

    private static void CheckWindows(CheckContext context, string path, LifecycleConfig lifecycle)
    {
        context.RefuseUnlessRising("lifecycle windows",
            ($"{path}.active_days", lifecycle.ActiveDays),
            ($"{path}.at_risk_days", lifecycle.AtRiskDays),
            ($"{path}.dormant_days", lifecycle.DormantDays));
        if (lifecycle.Rhythm is { } rhythm)
        {
            context.RefuseUnlessRising("rhythm multiples",
                ($"{path}.rhythm.active", rhythm.Active),
                ($"{path}.rhythm.at_risk", rhythm.AtRisk),
                ($"{path}.rhythm.dormant", rhythm.Dormant));
        }
    }

    private static void CheckClusters(CheckContext context, string path, ClusterConfig clusters)
    {
        if (clusters.Features.Count == 0)
        {
            context.Refuse($"{path}.features", $"a scheme that finds segments in features has none to look at. List them under {path}.features.");
        }

        CheckFeatures(context, $"{path}.features", clusters.Features);
        CheckCount(context, path, clusters.ChooseK);
    }

    private static void CheckNeeds(CheckContext context, string path, NeedsConfig needs)
    {
        if (needs.Survey.Length == 0)
        {
            context.Refuse($"{path}.survey", $"a needs scheme rests on a survey, and none is named. Write its survey_id under {path}.survey.");
        }

        if (needs.Questions.Count is 1 or 2)
        {
            context.Refuse($"{path}.questions", $"{needs.Questions.Count} questions share no factors; three are the least. List more under {path}.questions, or none for all.");
        }

        for (int i = 0; i < needs.Questions.Count; i++)
        {
            if (needs.Questions.Take(i).Contains(needs.Questions[i]))
            {
                string at = ConfigPath.Item($"{path}.questions", i);
                context.Refuse(at, $"question '{context.Show(at)}' is listed twice in {path}.questions.");
            }
        }

        CheckFeatures(context, $"{path}.typing.features", needs.Typing.Features);
        CheckCount(context, path, needs.ChooseK);
    }

    private static void CheckCount(CheckContext context, string path, ChooseKConfig? asked)
    {
        if (asked is { } choice)
        {
            context.RefuseUnlessRising("numbers of clusters", ($"{path}.choose_k.from", choice.From), ($"{path}.choose_k.to", choice.To + 1));
            if (choice.Overruled is { } decided)
            {
                CheckOverruled(context, $"{path}.choose_k", choice, decided);
            }
        }
    }

    private static void CheckOverruled(CheckContext context, string path, ChooseKConfig choice, OverruleConfig decided)
    {
        if (decided.K < choice.From || decided.K > choice.To)
        {
            context.Refuse($"{path}.overruled.k", $"{decided.K} clusters were decided on, but only {choice.From} to {choice.To} are looked at. Widen from and to, so that there is evidence for it.");
        }

        if (!DateOnly.TryParseExact(decided.Date, "yyyy-MM-dd", out _))
        {
            context.Refuse($"{path}.overruled.date", $"'{context.Show($"{path}.overruled.date")}' is not a day. Write it as yyyy-MM-dd.");
        }
    }

    private static void CheckFeatures(CheckContext context, string path, IReadOnlyList<ClusterFeature> features)
    {
        for (int i = 0; i < features.Count; i++)
        {
            if (features.Take(i).Any(earlier => earlier.Name == features[i].Name))
            {
                string at = $"{path}[{i}].name";
                context.Refuse(at, $"feature '{context.Show(at)}' is listed twice in {path}. " +
                    "List it once; its weight says how much it counts.");
            }
        }
    }
}
