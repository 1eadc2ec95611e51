using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Report;

/// <summary>What the audits found, tonight and in the nights before.</summary>
internal static class NightAuditsPart
{
    /// <summary>Nights before this one that are shown beside it.</summary>
    private const int MostBefore = 8;

    public static ReportSection Of(NightStory story)
    {
        RunAudit[] tonight = [.. story.Audits.Where(audit => audit.RunId == story.Run.RunId)];
        ILookup<string, RunAudit> byAudit = story.Audits.ToLookup(audit => audit.Result.Audit);
        RunAudit[] found = [.. tonight.Where(audit => !audit.Result.HasPassed || byAudit[audit.Result.Audit].Any(other => !other.Result.HasPassed))];
        string summary = found.Length == 0
            ? Html.Paragraph($"All {tonight.Length} audits passed, tonight and in the nights that are kept.")
            : Table("Audits that found something tonight or in a night before.", story, found, byAudit);
        return new ReportSection("Audits", summary + Html.Fold($"All {tonight.Length} audits", Table("Every audit of this night.", story, tonight, byAudit)));
    }

    private static string Table(string caption, NightStory story, RunAudit[] audits, ILookup<string, RunAudit> byAudit) => new ReportTable(
        caption, ["Audit", "Tonight", "Found", "Accepted", "Nights before, newest first", "What holds when it passes"],
        [.. audits.OrderBy(audit => audit.Result.HasPassed).ThenBy(audit => audit.Result.Audit, StringComparer.Ordinal).Select(audit => (IReadOnlyList<TableCell>)
        [
            TableCell.Of(audit.Result.Audit), TableCell.Verdict(audit.Result.Status), TableCell.Figure((double)audit.Result.MeasuredValue), TableCell.Figure((double)audit.Result.Threshold),
            TableCell.Of(History(byAudit[audit.Result.Audit].Where(other => string.CompareOrdinal(other.RunId, story.Run.RunId) < 0))),
            new TableCell($"<span class=\"words\">{Html.Text(audit.Result.Description)}</span>", audit.Result.Description, false),
        ])]).Render();

    private static string History(IEnumerable<RunAudit> before) => string.Join(", ", before
        .OrderByDescending(audit => audit.RunId, StringComparer.Ordinal).Take(MostBefore)
        .Select(audit => audit.Result.HasPassed ? "pass" : $"{audit.Result.Status} {Figures.Plain((double)audit.Result.MeasuredValue)}"));
}
