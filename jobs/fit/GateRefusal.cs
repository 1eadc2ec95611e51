using System.Globalization;
using Segmentation.Jobs.Score;

namespace Segmentation.Jobs.Fit;

/// <summary>Says why a fit may not be published, when its scheme's gates block.</summary>
internal static class GateRefusal
{
    /// <summary>The message; null when every gate that blocks is passed.</summary>
    public static string? Of(SchemeRun scheme, FitEvidence evidence)
    {
        EvidenceRow[] failed = [.. evidence.Rows.Where(row => row.Topic == EvidenceTopics.Gate && row.Verdict == EvidenceVerdicts.Fail)];
        return failed.Length == 0
            ? null
            : $"Scheme {scheme.Name}: the fit of {scheme.Context.Run.SnapshotDate:yyyy-MM-dd} does not pass its gates, which block. {string.Join(" ", failed.Select(Sentence))} " +
                $"The published tables are unchanged. The model is kept as refused: 'segbatch fit --scheme {scheme.Name}' shows all that was measured. " +
                $"Choose other features or another k, lower {scheme.ClustersPath}.gates, or set {scheme.ClustersPath}.gates.blocks to false to publish with a warning.";
    }

    private static string Sentence(EvidenceRow row)
    {
        string whose = row.Subject == "scheme" ? "" : $" of {row.Subject}";
        string needed = row.Threshold is { } threshold ? string.Create(CultureInfo.InvariantCulture, $", at least {threshold:0.###} is asked") : "";
        string found = row.Value is { } value ? string.Create(CultureInfo.InvariantCulture, $" is {value:0.###}") : " could not be measured";
        return $"{row.Item}{whose}{found}{needed}. {row.Detail}".TrimEnd();
    }
}
