using Segmentation.Jobs.Report;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Docs.Pages;

/// <summary>All audits, with what they found last.</summary>
internal static class AuditsPage
{
    public static ReportPage Of(DocsFacts facts) => new()
    {
        Title = "Audits",
        Subtitle = "Each looks for rows that should not exist, in every night's tables, before anything is published.",
        HasCharts = false,
        Sections = [new ReportSection("Audits", Table(facts, facts.Catalog.Audits, "One that blocks stops the night; readers keep what they had.", isOfOneTable: false))],
    };

    /// <summary>A table of audits.</summary>
    /// <param name="facts">What is documented.</param>
    /// <param name="audits">The audits.</param>
    /// <param name="words">Above the table.</param>
    /// <param name="isOfOneTable">Whether the table need not be told.</param>
    public static string Table(DocsFacts facts, IReadOnlyList<Sql.Engine.Audit> audits, string words, bool isOfOneTable) => new ReportTable(
        words,
        [.. (string[])["Audit"], .. isOfOneTable ? [] : (string[])["Table"], "What holds", "Blocks", "Accepted", "Last verdict", "On"],
        [.. audits.Select(audit => Row(facts, audit, isOfOneTable))]).Render();

    private static IReadOnlyList<TableCell> Row(DocsFacts facts, Sql.Engine.Audit audit, bool isOfOneTable)
    {
        RunAudit? verdict = facts.Verdicts.GetValueOrDefault(audit.Name);
        decimal accepted = facts.Config.Thresholds.Audits.GetValueOrDefault(audit.Name, audit.Threshold);
        return
        [
            Cells.Named($"audit-{audit.Name}", audit.Name),
            .. isOfOneTable ? [] : (TableCell[])[Cells.Raw(DocsLinks.Table(facts.Tables.Graph, audit.Table), audit.Table)],
            Cells.Words(audit.Description),
            TableCell.Of(audit.IsBlocking ? "yes" : "no"),
            TableCell.Figure((double)accepted),
            verdict is null ? TableCell.Empty : TableCell.Verdict(verdict.Result.Status),
            TableCell.Of(verdict is null ? null : Figures.Date(verdict.SnapshotDate)),
        ];
    }
}
