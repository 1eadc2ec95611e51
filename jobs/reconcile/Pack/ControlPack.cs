using Segmentation.Jobs.Profit;

namespace Segmentation.Jobs.Reconcile.Pack;

/// <summary>Somebody's signature under a period.</summary>
/// <param name="Period">The fiscal period that is signed.</param>
/// <param name="Role">preparer or reviewer.</param>
/// <param name="Person">Who signed.</param>
/// <param name="SignedDate">When.</param>
/// <param name="EvidenceHash">Hash of what the signer had seen.</param>
public sealed record PackSignOff(string Period, string Role, string Person, DateOnly SignedDate, string EvidenceHash);

/// <summary>What a controller files: the tie-out of a publication with all that it rests on.</summary>
/// <param name="Company">Whose books they are.</param>
/// <param name="Period">The one fiscal period it is about; null for all.</param>
/// <param name="ContentHash">Hash of the publication's tables; empty where it is not recorded.</param>
/// <param name="TieOut">Lines and breaks, of that period alone where it is one.</param>
/// <param name="SignOffs">Signatures there are; the sheet leaves room for those there are not.</param>
/// <param name="Scheme">The scheme that was asked for by name, so that packs of several schemes lie beside each other; null for the first.</param>
/// <param name="Profit">What segments earned, line by line; none where profit is not configured.</param>
public sealed record ControlPack(
    string Company, string? Period, string ContentHash, TieOut TieOut, IReadOnlyList<PackSignOff>? SignOffs = null, string? Scheme = null,
    IReadOnlyList<ProfitLine>? Profit = null)
{
    /// <summary>The pack's file names, without their endings.</summary>
    public string FileName => $"control-pack-{(Period is null ? "all" : Report.Html.Anchor(Period))}{(Scheme is null ? "" : $"-{Report.Html.Anchor(Scheme)}")}";

    public string Span => TieOut.Periods.Count == 1 ? TieOut.Periods[0] : $"{TieOut.Periods[0]} to {TieOut.Periods[^1]}";

    /// <summary>The sheets in their order. The one cell that is not the same for every pack of a publication is when it was made.</summary>
    public IReadOnlyList<PackSheet> Sheets(DateTimeOffset createdAt)
    {
        PackSheet tieOut = TieOutSheet.Of(TieOut);
        PackSheet breaks = BreakSheets.Open(TieOut);
        PackSheet segments = SegmentSheet.Of(TieOut, tieOut.Tables[0]);
        PackSheet ageing = AgeingSheet.Of(TieOut, breaks.Tables[0]);
        PackSheet cleared = BreakSheets.Cleared(TieOut);
        PackSheet ledger = LedgerFindingSheet.Of(TieOut);
        PackSheet bridge = BridgeSheet.Of(TieOut, tieOut.Tables[0]);
        PackSheet summary = SummarySheet.Of(this, createdAt, tieOut.Tables[0], breaks.Tables[0], cleared.Tables[0], ledger.Tables[0]);
        return [summary, tieOut, segments, breaks, ageing, cleared, BreakSheets.Evidence(TieOut), ledger, bridge, .. ProfitOf(), SignOffSheet.Of(this)];
    }

    private IEnumerable<PackSheet> ProfitOf()
    {
        if (Profit is not { Count: > 0 } lines)
        {
            return [];
        }

        PackSheet details = ProfitSheets.Lines(lines);
        return [ProfitSheets.Result(TieOut, lines, details.Tables[0]), details];
    }
}
