using System.Globalization;
using System.Text;

namespace Segmentation.Jobs.Fit;

/// <summary>The card of a model: what it is for, what it rests on, how far it can be believed, what it must not be used for.</summary>
/// <remarks>After Mitchell et al., "Model cards for model reporting" (2019). It quotes figures of the evidence, and makes none.</remarks>
internal static class ModelCard
{
    public static string Of(FitFacts facts, ClusterModel model, IReadOnlyList<EvidenceRow> rows)
    {
        var card = new StringBuilder();
        Head(card, facts);
        Segments(card, model, rows);
        Table(card, "Gates", "What the fit was held against.", rows.Where(row => row.Topic == EvidenceTopics.Gate && row.Verdict.Length > 0));
        Table(card, "Number of segments", "", rows.Where(row => row.Topic == EvidenceTopics.CountChoice && row.Item == "decision"));
        Table(card, "Survey, factors and typing", "Factors and segments rest on those who answered; the others are typed from what they do.",
            rows.Where(row => row.Topic == EvidenceTopics.Needs && (row.Verdict is "pass" or "warn" || row.Subject is "survey" or "typing" or "fewest_questions")));
        Table(card, "Stability", "Resamples, regions, newer customers, earlier half years, and the fit without each feature.",
            rows.Where(row => row.Topic == EvidenceTopics.Stability));
        Table(card, "What it foretells", "Segments beside simple baselines. A segmentation that says less than last year's spend may still be good to talk to customers by.",
            rows.Where(row => row.Topic == EvidenceTopics.Power));
        Table(card, "The model before", "", rows.Where(row => row.Topic == EvidenceTopics.Lineage));
        Table(card, "As rules", "", rows.Where(row => row.Topic == EvidenceTopics.Rule && row.Item is "fidelity" or "recall"));
        Limits(card, facts, rows);
        return card.ToString();
    }

    private static void Head(StringBuilder card, FitFacts facts)
    {
        string purpose = facts.Scheme.Config.Description.Length > 0 ? facts.Scheme.Config.Description : "Not stated: give the scheme a description.";
        card.Append(CultureInfo.InvariantCulture, $"""
            # Model card: {facts.Scheme.Name}

            | | |
            |---|---|
            | Purpose | {purpose} |
            | Owner | {facts.Scheme.Config.Owner ?? "Not stated: give the scheme an owner."} |
            | Fitted as of | {facts.Scheme.Context.Run.SnapshotDate:yyyy-MM-dd}, on everything known strictly before |
            | Customers | {facts.Data.RowCount:N0} {facts.Whom} |
            | Algorithm | {facts.Cut.Algorithm} |
            | Features | {string.Join(", ", facts.Scheme.Clusters.Features.Select(feature => feature.Name))} |


            """);
    }

    private static void Segments(StringBuilder card, ClusterModel model, IReadOnlyList<EvidenceRow> rows)
    {
        card.Append("## Segments\n\n| code | label | customers | net spend | what sets it apart |\n|---|---|---|---|---|\n");
        for (int cluster = 0; cluster < model.ClusterCount; cluster++)
        {
            string code = model.Codes[cluster];
            card.Append(CultureInfo.InvariantCulture, $"| {code} | {model.Labels[cluster]} | {Share("customer_share")} | {Share("net_spend_share")} | {model.Descriptions[cluster]} |\n");

            string Share(string item) => rows.FirstOrDefault(row => row.Topic == EvidenceTopics.Profile && row.Subject == code && row.Item == item)?.Value is { } share
                ? share.ToString("0.0%", CultureInfo.InvariantCulture)
                : "";
        }

        card.Append('\n');
    }

    private static void Table(StringBuilder card, string title, string intro, IEnumerable<EvidenceRow> rows)
    {
        EvidenceRow[] shown = [.. rows];
        if (shown.Length == 0)
        {
            return;
        }

        card.Append(CultureInfo.InvariantCulture, $"## {title}\n\n{(intro.Length > 0 ? $"{intro}\n\n" : "")}| of | measure | value | against | verdict | |\n|---|---|---|---|---|---|\n");
        foreach (EvidenceRow row in shown)
        {
            card.Append(CultureInfo.InvariantCulture, $"| {row.Subject} | {row.Item} | {Figure(row.Value)}{Range(row)} | {Figure(row.Threshold)} | {row.Verdict} | {row.Detail.Replace('\n', ' ')} |\n");
        }

        card.Append('\n');
    }

    private static void Limits(StringBuilder card, FitFacts facts, IReadOnlyList<EvidenceRow> rows)
    {
        string[] warnings = [.. rows.Where(row => row.Verdict is EvidenceVerdicts.Warn or EvidenceVerdicts.Fail or "refused").Select(row => $"{row.Topic}, {row.Item} of {row.Subject}").Distinct()];
        card.Append("## Limits\n\n");
        card.Append("- A segment describes what customers did up to the date above. It says nothing about why.\n");
        card.Append("- It must not be used to decide on credit, employment, housing, insurance or any right of a person, nor to infer a protected attribute.\n");
        card.Append(CultureInfo.InvariantCulture, $"- It is fitted anew after {facts.Scheme.Clusters.RefitDays} days; until then it only scores.\n");
        card.Append("- Seasons shorter than the windows above are not told apart from lasting change.\n");
        card.Append(warnings.Length == 0
            ? "- Nothing that was measured raised a warning.\n"
            : $"- Look before relying on it: {string.Join("; ", warnings)}.\n");
    }

    private static string Range(EvidenceRow row) =>
        row is { Lower: not null, Upper: not null } ? $" ({Figure(row.Lower)} to {Figure(row.Upper)})" : "";

    private static string Figure(double? value) => value?.ToString(Math.Abs(value.Value) >= 1000 ? "N0" : "0.###", CultureInfo.InvariantCulture) ?? "";
}
