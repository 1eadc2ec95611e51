using Segmentation.Jobs.Erp;
using Segmentation.Jobs.Run;
using Spectre.Console;

namespace Segmentation.Batch.Shell;

/// <summary>Says what the ERP was told and what it said. Customers appear as counts.</summary>
internal static class ErpPrinter
{
    public static void PrintLines(Terminal terminal, IReadOnlyList<ErpOutcome> outcomes)
    {
        foreach (ErpOutcome outcome in outcomes)
        {
            string colour = outcome.Fate switch
            {
                ErpFate.Sent or ErpFate.Completed => "green",
                ErpFate.Unchanged => "grey",
                _ => "yellow",
            };
            terminal.Result.MarkupLine($"[{colour}]{Markup.Escape(outcome.Message)}[/]");
        }
    }

    public static void Print(
        Terminal terminal, IReadOnlyList<ErpOutcome> outcomes, IReadOnlyList<ErpDelivery> deliveries, IReadOnlyList<string> files, bool isJson)
    {
        if (isJson)
        {
            ResultPrinter.PrintJson(terminal, new { outcomes = Document(outcomes), deliveries = deliveries.Select(Document), files });
            return;
        }

        PrintLines(terminal, outcomes);
        foreach (ErpDelivery delivery in deliveries)
        {
            string said = delivery.Acknowledgement is { } acknowledgement
                ? $"acknowledged {acknowledgement.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC: {acknowledgement.AcceptedCount:N0} accepted, {acknowledgement.RejectedCount:N0} rejected"
                : "not acknowledged";
            terminal.Result.MarkupLineInterpolated(
                $"{delivery.Category} {ErpNumber(delivery)}  {delivery.SnapshotDate:yyyy-MM-dd}  {delivery.Totals.AddCount:N0} added, {delivery.Totals.ChangeCount:N0} changed, {delivery.Totals.EndCount:N0} ended; {said}");
        }

        foreach (string file in files)
        {
            terminal.Result.MarkupLineInterpolated($"[grey]{file}[/]");
        }
    }

    public static void Print(Terminal terminal, AcknowledgementOutcome outcome, bool isJson)
    {
        ErpDelivery delivery = outcome.Delivery;
        ErpAcknowledgement acknowledgement = delivery.Acknowledgement!;
        if (isJson)
        {
            ResultPrinter.PrintJson(terminal, new
            {
                delivery = Document(delivery),
                was_known = outcome.WasKnown,
                reasons = outcome.Reasons.Select(reason => new { reason = reason.Reason, count = reason.Count }),
            });
            return;
        }

        terminal.Result.MarkupLineInterpolated(outcome.WasKnown
            ? (FormattableString)$"[grey]Nothing changed:[/] this file was read before. Delta {delivery.SequenceNumber} of {delivery.Category} was acknowledged {acknowledgement.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC."
            : $"[green]Acknowledged[/] delta {delivery.SequenceNumber} of {delivery.Category}: {acknowledgement.AcceptedCount:N0} accepted, {acknowledgement.RejectedCount:N0} rejected.");
        foreach ((string reason, long count) in outcome.Reasons)
        {
            terminal.Result.MarkupLineInterpolated($"  {count:N0}  {reason}");
        }

        if (acknowledgement.RejectedCount > 0 && !outcome.WasKnown)
        {
            terminal.Result.WriteLine("The rejected rows are sent again with the next delta; column rejection_reason of erp_classification_delta tells which.");
        }
    }

    /// <summary>Outcomes as a machine-readable document.</summary>
    public static IEnumerable<object> Document(IReadOnlyList<ErpOutcome> outcomes) => outcomes.Select(outcome => new
    {
        category = outcome.Category,
        fate = outcome.Fate.ToString().ToLowerInvariant(),
        sequence = outcome.SequenceNumber,
        adds = outcome.Totals?.AddCount,
        changes = outcome.Totals?.ChangeCount,
        ends = outcome.Totals?.EndCount,
        message = outcome.Message,
    });

    private static object Document(ErpDelivery delivery) => new
    {
        category = delivery.Category,
        sequence = delivery.SequenceNumber,
        run_id = delivery.RunId,
        snapshot_date = delivery.SnapshotDate.ToString("yyyy-MM-dd"),
        adds = delivery.Totals.AddCount,
        changes = delivery.Totals.ChangeCount,
        ends = delivery.Totals.EndCount,
        hash_total = delivery.Totals.HashTotal,
        written_at = delivery.WrittenAt,
        accepted = delivery.Acknowledgement?.AcceptedCount,
        rejected = delivery.Acknowledgement?.RejectedCount,
        acknowledged_at = delivery.Acknowledgement?.At,
    };

    private static string ErpNumber(ErpDelivery delivery) => delivery.SequenceNumber.ToString("D6", System.Globalization.CultureInfo.InvariantCulture);
}
