using Segmentation.Batch.Runs;
using Segmentation.Jobs;
using Spectre.Console;

namespace Segmentation.Batch.Shell;

/// <summary>Says how a night ended: in a few lines for people, as one document for programs.</summary>
internal static class NightPrinter
{
    public static void Print(Terminal terminal, ProjectSession session, NightOptions night, NightResult result, bool isJson)
    {
        if (isJson)
        {
            ResultPrinter.PrintJson(terminal, Document(night, result));
            return;
        }

        foreach (string line in result.Ingest?.Lines ?? [])
        {
            terminal.Result.MarkupLineInterpolated($"{line}");
        }

        if (night.Goal == NightGoal.Ingest)
        {
            terminal.Result.MarkupLineInterpolated($"[green]Ingested.[/] {result.Ingest!.Summary}. Nothing was published; 'segbatch nightly' does that.");
        }
        else if (result.PublishedHash is null)
        {
            terminal.Result.MarkupLineInterpolated(
                $"[green]Built.[/] {result.Audits.Count(audit => audit.HasPassed)} of {result.Audits.Count} audits passed. A selection never publishes; the published tables are unchanged.");
        }
        else if (!result.IsPromoted)
        {
            terminal.Result.MarkupLineInterpolated(
                $"[yellow]Waits[/] as a candidate: the segments of {night.SnapshotDate:yyyy-MM-dd}, run {result.RunId}, content {result.PublishedHash[..12]}. Readers see what they saw; 'segbatch publish --run {result.RunId}' promotes it.");
        }
        else
        {
            terminal.Result.MarkupLineInterpolated(
                $"[green]Published[/] the segments of {night.SnapshotDate:yyyy-MM-dd}: {result.Audits.Count(audit => audit.HasPassed)} of {result.Audits.Count} audits passed, content {result.PublishedHash[..12]}.");
            terminal.Result.MarkupLineInterpolated($"[grey]{session.Folders.ServingFile}[/]");
        }
    }

    /// <summary>The night as a machine-readable document.</summary>
    public static object Document(NightOptions night, NightResult result) => new
    {
        command = night.Command,
        run_id = result.RunId,
        resumed = result.IsResumed,
        snapshot_date = night.SnapshotDate.ToString("yyyy-MM-dd"),
        published = result.IsPromoted,
        is_candidate = result.PublishedHash is not null && !result.IsPromoted,
        content_hash = result.PublishedHash,
        input_hash = result.InputHash,
        ingest = result.Ingest?.Document(),
        audits = result.Audits.Select(audit => new
        {
            audit = audit.Audit,
            table = audit.Table,
            status = audit.Status,
            measured_value = audit.MeasuredValue,
            threshold = audit.Threshold,
        }),
        change = result.Change is { } change ? PlanPrinter.Document(change) : null,
    };
}
