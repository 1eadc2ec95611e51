using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Tests.Ledger;

/// <summary>Deeds and signatures for tests.</summary>
internal static class FinanceRows
{
    public static readonly string Hash = new('a', 64);

    public static readonly string OtherHash = new('b', 64);

    public static BreakDeed Deed(BreakDeedKind deed, string actor, int minute = 0, string account = "portal") => new(
        0, "b1", LedgerRecords.Noon.AddMinutes(minute), actor, account, deed, deed == BreakDeedKind.Assigned ? actor : null,
        deed is BreakDeedKind.Assigned or BreakDeedKind.Due ? new DateOnly(2026, 4, 30) : null,
        deed is BreakDeedKind.Assigned or BreakDeedKind.Due ? null : "It's \"so\"");

    public static Signoff Prepared(string actor, long revision = 1, string entity = "", string account = "portal", int minute = 0) => new(
        "2026-03", entity, revision, SignoffRole.Preparer, SignoffKind.Signature, actor, account, LedgerRecords.Noon.AddMinutes(minute), Hash, "[]", "r1",
        new DateOnly(2026, 4, 1), new PostedFacts(1, $"posted/2026-03-r{revision}.parquet", 7, OtherHash));

    public static Signoff Reviewed(string actor, long revision = 1, string entity = "", string account = "portal", int minute = 1) =>
        Prepared(actor, revision, entity, account, minute) with { Role = SignoffRole.Reviewer, Posted = null };

    public static Signoff Reopened(string actor, long revision = 1, string entity = "", string account = "portal", int minute = 2) =>
        Reviewed(actor, revision, entity, account, minute) with { Kind = SignoffKind.Reopening, Reason = "a late invoice" };

    public static PostedFigure[] Figures(long revision = 1, string entity = "") =>
        [new("2026-03", entity, revision, "value", "KEY", entity, "online", "EUR", "revenue", 1234.5600m, 12)];

    /// <summary>Lets one account speak for everybody, as tests with made-up people need it.</summary>
    public static T Shared<T>(T ledger, string account = "portal")
        where T : IFinanceLedger
    {
        ledger.ShareAccount(account, new FinanceActor("owner", "owner"), "the portal knows who asks", LedgerRecords.Noon);
        return ledger;
    }
}
