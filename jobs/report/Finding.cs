using System.Globalization;
using Segmentation.Jobs.Fit;

namespace Segmentation.Jobs.Report;

/// <summary>One question about a fit and its answer.</summary>
/// <param name="Title">What was asked.</param>
/// <param name="Verdict">pass, warn, refused, or empty where nothing was judged.</param>
/// <param name="Text">The answer.</param>
/// <param name="Section">Title of the part of the page that shows it.</param>
/// <param name="IsDecisive">Whether it decides on publishing.</param>
public sealed record Finding(string Title, string Verdict, string Text, string Section, bool IsDecisive)
{
    public static IEnumerable<Finding> Of(SchemeFacts facts)
    {
        foreach (EvidenceRow row in facts.Of(EvidenceTopics.Gate).Where(row => row.Subject == "scheme" && row.Verdict.Length > 0))
        {
            yield return row.Item switch
            {
                "distinctness" => new Finding("Differences", row.Verdict, row.Detail, GatePart.Title, true),
                _ => new Finding("Separation", row.Verdict, row.Detail, GatePart.Title, true),
            };
        }

        EvidenceRow[] sizes = [.. facts.Of(EvidenceTopics.Gate, "customers")];
        if (sizes.Length > 0)
        {
            string[] small = [.. sizes.Where(row => row.Verdict != "pass").Select(row => facts.NameOf(row.Subject))];
            yield return small.Length == 0
                ? new Finding("Viability", "pass", $"Every segment is large enough to be served: the smallest has {Figures.Count((decimal)sizes.Min(row => row.Value ?? 0))} customers.", GatePart.Title, true)
                : new Finding("Viability", "warn", $"Too small to be served apart: {string.Join("; ", small)}.", GatePart.Title, true);
        }

        foreach (Finding finding in Stability(facts).Concat(Rules(facts)).Concat(Lineage(facts)).Concat(Power(facts)))
        {
            yield return finding;
        }
    }

    private static IEnumerable<Finding> Stability(SchemeFacts facts)
    {
        EvidenceRow[] resampled = [.. facts.Of(EvidenceTopics.Stability, "bootstrap_jaccard").Where(row => row.Verdict.Length > 0)];
        if (resampled.Length == 0)
        {
            yield return new Finding("Stability", "", "Not measured. Ask for it with 'evidence: full'.", StabilityPart.Title, false);
            yield break;
        }

        string[] unsure = [.. resampled.Where(row => row.Verdict == "warn").Select(row => $"{facts.NameOf(row.Subject)} ({Figures.Plain(row.Value)})")];
        yield return unsure.Length == 0
            ? new Finding("Resamples", "pass", $"Every segment comes back in resampled customers; the least sure with a Jaccard of {Figures.Plain(resampled.Min(row => row.Value))}.", StabilityPart.Title, true)
            : new Finding("Resamples", "warn", $"Not found again surely: {string.Join("; ", unsure)}. A name for them may not last: ask for fewer segments, or look at what rests on each feature.", StabilityPart.Title, true);
        foreach ((string item, string title, string question) in new[]
        {
            ("holdout_region", "Regions", "region held out"), ("holdout_time", "Newer customers", "customer who came later"), ("rolling_window", "Half years", "half year looked back"),
        })
        {
            EvidenceRow[] rows = [.. facts.Of(EvidenceTopics.Stability, item).Where(row => row.Verdict.Length > 0)];
            EvidenceRow[] warned = [.. rows.Where(row => row.Verdict == "warn")];
            if (rows.Length > 0)
            {
                yield return warned.Length == 0
                    ? new Finding(title, "pass", $"The same segments come out for every {question}.", StabilityPart.Title, false)
                    : new Finding(title, "warn", Differs(item, warned), StabilityPart.Title, false);
            }
        }
    }

    /// <summary>Models may agree on most customers and still lose a segment, which is another thing to look at.</summary>
    private static string Differs(string item, EvidenceRow[] warned)
    {
        string other = Named(warned.Where(row => row.Value < row.Threshold));
        string lost = Named(warned.Where(row => !(row.Value < row.Threshold)));
        string[] said =
        [
            .. other.Length > 0 ? [$"Another model comes out for {other}."] : Array.Empty<string>(),
            .. lost.Length > 0 ? [$"Most customers stay together, but a segment does not come back for {lost}."] : Array.Empty<string>(),
        ];
        return $"{string.Join(" ", said)} Agreement of 1 is the same model, of 0 chance.";

        string Named(IEnumerable<EvidenceRow> rows) =>
            string.Join("; ", rows.Select(row => $"{(item == "holdout_time" ? "customers who came " : "")}{row.Subject} (agreement {Figures.Plain(row.Value)})"));
    }

    private static IEnumerable<Finding> Rules(SchemeFacts facts) => facts.Of(EvidenceTopics.Rule, "fidelity")
        .Select(row => new Finding("Rules", row.Verdict == "refused" ? "warn" : row.Verdict, row.Detail, RulePart.Title, false));

    private static IEnumerable<Finding> Lineage(SchemeFacts facts)
    {
        if (facts.Of(EvidenceTopics.Lineage, "moved_customers").FirstOrDefault() is not { } moved)
        {
            yield break;
        }

        double share = (moved.Value ?? 0) / Math.Max(1, facts.Value(EvidenceTopics.Fit, "model", "customers") ?? 1);
        string changed = string.Join(", ", facts.Of(EvidenceTopics.Lineage).Where(row => row.Verdict is "minted" or "retired").Select(row => row.Verdict == "minted" ? $"{row.Item} is new" : $"{row.Subject} is retired").Distinct());
        yield return new Finding(
            "Change", changed.Length > 0 || share > 0.2 ? "warn" : "pass",
            string.Create(CultureInfo.InvariantCulture, $"{moved.Detail}{(changed.Length > 0 ? $" {changed}: tell those who use the codes." : " Every code goes on.")}"), LineagePart.Title, false);
    }

    /// <summary>Said, not judged: a segmentation that foretells little may still be good to talk to customers by.</summary>
    private static IEnumerable<Finding> Power(SchemeFacts facts) => facts.Of(EvidenceTopics.Power)
        .Where(row => row.Item.StartsWith("verdict_", StringComparison.Ordinal))
        .Select(row => new Finding("Foretelling", "", row.Detail, PowerPart.Title, false));
}
