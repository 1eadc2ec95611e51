using Segmentation.Jobs.Profit;
using Segmentation.Jobs.Reconcile;
using Segmentation.Jobs.Reconcile.Pack;

namespace Segmentation.Batch.Tests.Pack;

/// <summary>A tie-out made by hand: two currencies, two periods, parts of cents, texts that try to be formulas or markup.</summary>
internal static class PackBooks
{
    public const string Formula = "=HYPERLINK(\"http://example.invalid\";\"open\")";
    public const string Markup = "<script>alert(1)</script> & more";
    public const string Illegal = "bell \u0007, half a pair \ud800, end";

    public static ControlPack Pack(params PackSignOff[] signOffs) => new(
        "Books & Sons <Ltd>", null, new string('a', 64),
        new TieOut("value", new DateOnly(2026, 7, 1), "r20260701-000000-001", [.. Lines("EUR", 1m), .. Lines("USD", 3m)], Breaks()) { Findings = Findings }, signOffs, null,
        [.. Profit("BIG*", 1m), .. Profit("2-7", -0.5m)]);

    private static LedgerFinding[] Findings =>
    [
        new("unbalanced_journal", "erp", "J-17", "EUR", "2026-01", "2026-01", 119m, 100m, 19m, 2),
        new("unclassified_account", "erp", "9999", "USD", "2026-01", "2026-02", 0m, 2.5m, 2.5m, 1),
    ];

    private static IEnumerable<TieOutLine> Lines(string currency, decimal scale)
    {
        foreach (string period in new[] { "2026-01", "2026-02" })
        {
            // 1,000.10 + 250.0050 + 0.0001, less what explains it, are what the ledger says.
            yield return Line("revenue", 1, "segment", "BIG*", 1000.10m * scale);
            yield return Line("revenue", 1, "segment", "2-7", 250.0050m * scale);
            yield return Line("revenue", 2, "unassigned", "", 0.0001m * scale);
            yield return Line("revenue", 8, "rounding", "", -0.0051m * scale);
            yield return Line("revenue", 10, "breaks", "posted_twice", 12.34m * scale);
            yield return Line("revenue", 10, "breaks", "missing_in_ledger", -100m * scale);
            yield return Line("revenue", 11, "unexplained", "", 0m);
            yield return Line("revenue", 12, "ledger", "", 1162.44m * scale);
            yield return Line("returns", 1, "segment", "BIG*", -20.20m * scale);
            yield return Line("returns", 11, "unexplained", "", 0m);
            yield return Line("returns", 12, "ledger", "", -20.20m * scale);

            TieOutLine Line(string accountClass, int number, string line, string detail, decimal amount) =>
                new(period, "E1", "NORTH", currency, accountClass, number, line, detail, amount, amount == 0 ? 0 : 7);
        }
    }

    /// <summary>100 less 10 and 20.005, of it 30 goods and shared costs of 1.01 and 2.02: 36.965.</summary>
    private static IEnumerable<ProfitLine> Profit(string segment, decimal scale) =>
    [
        new(segment, 1, "gross_revenue", "", false, null, null, 100m * scale),
        new(segment, 2, "discounts", "", false, null, null, -10m * scale),
        new(segment, 3, "returns", "", false, null, null, -20.005m * scale),
        new(segment, 5, "cost_of_goods", "goods", false, null, null, -30m * scale),
        new(segment, 5, "cost_of_goods", "goods", true, "revenue", 90m, -1.01m * scale),
        new(segment, 7, "cost_to_serve", "support", true, "tickets", 4m, -2.02m * scale),
    ];

    private static PublishedBreak[] Breaks() =>
    [
        Break("b1", "posted_twice", Formula, -12.34m, "2-7", 3),
        Break("b2", "missing_in_ledger", Markup, 100m, "over 30", 44),
        Break("b3", "missing_in_ledger", Illegal, 0.0051m, "0-1", 0),
        Break("b4", "posted_twice", "+1", -37.02m, "2-7", 7) with { Currency = "USD" },
        Break("b5", "wrong_period", "@cleared", 5m, "8-30", 9) with { IsOpen = false, ClearedDate = new DateOnly(2026, 6, 30) },
    ];

    private static PublishedBreak Break(string id, string kind, string explanation, decimal amount, string bucket, long age) => new(
        id, kind, explanation, "-INV-1", "EUR", "revenue", "2026-01", "NORTH", new DateOnly(2026, 1, 31), amount,
        "2026-02", "NORTH", new DateOnly(2026, 2, 1), null, "E1, E2", amount, amount, Math.Abs(amount) <= 0.01m, amount >= 100, true,
        new DateOnly(2026, 6, 1), null, 1, age, bucket);
}
