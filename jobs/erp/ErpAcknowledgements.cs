using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Erp;

/// <summary>What reading an acknowledgement came to.</summary>
/// <param name="Delivery">The delta it speaks of, as the ledger has it now.</param>
/// <param name="WasKnown">Whether the same file had been read before, and nothing changed.</param>
/// <param name="Reasons">How many rows were rejected for which reason.</param>
public sealed record AcknowledgementOutcome(ErpDelivery Delivery, bool WasKnown, IReadOnlyList<(string Reason, long Count)> Reasons);

/// <summary>Reads back what the ERP says of the deltas it was sent.</summary>
/// <remarks>The same file twice changes nothing. Rejected rows count as never sent: the next delta has them again.</remarks>
public sealed class ErpAcknowledgements(ErpDesk desk, ILedger ledger, TimeProvider clock, string actor)
{
    private const string NoReason = "no reason given";

    /// <summary>Records an acknowledgement.</summary>
    /// <exception cref="RunRefusedException">It is damaged, disagrees with what was sent, or comes before one that is still missing.</exception>
    public AcknowledgementOutcome Record(string path)
    {
        AcknowledgementFile file = AcknowledgementFile.Read(path);
        ErpDelivery[] deliveries = [.. ledger.ErpDeliveries().Where(delivery => delivery.Category == file.Category)];
        ErpDelivery delivery = deliveries.FirstOrDefault(known => known.SequenceNumber == file.SequenceNumber)
            ?? throw Refused(file, deliveries.Length == 0
                ? "no delta of this category was ever sent"
                : $"no such delta was sent; the last one is {deliveries[^1].SequenceNumber}");
        if (delivery.Acknowledgement is { } known)
        {
            return known.FileHash == file.FileHash
                ? new AcknowledgementOutcome(delivery, true, ReasonsOf(ledger.ErpRejections().Where(rejection => IsOf(rejection, delivery))))
                : throw Refused(file, $"another file was recorded for it on {known.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC, and this one says something else");
        }

        if (deliveries.FirstOrDefault(earlier => earlier.SequenceNumber < file.SequenceNumber && earlier.Acknowledgement is null) is { } missing)
        {
            throw Refused(file, $"delta {missing.SequenceNumber} was sent before it and is not acknowledged yet. Read in that acknowledgement first");
        }

        RefuseDisagreement(file, delivery);
        ErpRejection[] rejections =
        [
            .. file.Rows.Where(row => !row.IsAccepted).Select(row => new ErpRejection(
                file.Category, file.SequenceNumber, row.SourceSystem, row.Number, row.Reason.Length > 0 ? row.Reason : NoReason)),
        ];
        var acknowledgement = new ErpAcknowledgement(
            file.FileHash, file.Rows.Count - rejections.Length, rejections.Length, clock.GetUtcNow(), actor);
        ledger.RecordErpAcknowledgement(file.Category, file.SequenceNumber, acknowledgement, rejections);
        return new AcknowledgementOutcome(delivery with { Acknowledgement = acknowledgement }, false, ReasonsOf(rejections));
    }

    private void RefuseDisagreement(AcknowledgementFile file, ErpDelivery delivery)
    {
        long rejected = file.Rows.Count(row => !row.IsAccepted);
        long accepted = file.Rows.Count - rejected;
        if ((accepted, rejected) != (file.AcceptedCount, file.RejectedCount))
        {
            throw Refused(file, $"its control totals say {file.AcceptedCount} accepted and {file.RejectedCount} rejected, and it has {accepted} and {rejected}");
        }

        long hashTotal = AcknowledgementFile.HashTotalOf(file.Rows.Select(row => row.Number));
        if (hashTotal != file.HashTotal || hashTotal != delivery.Totals.HashTotal)
        {
            throw Refused(file, $"its hash total is {file.HashTotal}, its numbers make {hashTotal}, and those that were sent make {delivery.Totals.HashTotal}");
        }

        HashSet<(string, string)> sent = desk.NumbersOf(delivery);
        HashSet<(string, string)> told = [];
        long unknown = file.Rows.Count(row => !sent.Contains((row.SourceSystem, row.Number)));
        long repeated = file.Rows.Count(row => !told.Add((row.SourceSystem, row.Number)));
        if (unknown > 0 || repeated > 0 || told.Count != sent.Count)
        {
            throw Refused(file, $"{sent.Count} customer numbers were sent; of those in it {unknown} were not among them and {repeated} stand there twice, and {sent.Count - (told.Count - unknown)} are missing");
        }
    }

    private static (string Reason, long Count)[] ReasonsOf(IEnumerable<ErpRejection> rejections) =>
        [.. rejections.GroupBy(rejection => rejection.Reason).Select(group => (group.Key, group.LongCount())).OrderByDescending(reason => reason.Item2).ThenBy(reason => reason.Key, StringComparer.Ordinal)];

    private static bool IsOf(ErpRejection rejection, ErpDelivery delivery) =>
        rejection.Category == delivery.Category && rejection.SequenceNumber == delivery.SequenceNumber;

    private static RunRefusedException Refused(AcknowledgementFile file, string reason) => new(
        $"The acknowledgement of delta {file.SequenceNumber} of {file.Category} is refused: {reason}. Nothing was recorded; the delta counts as before. 'segbatch export erp' shows what was sent.");
}
