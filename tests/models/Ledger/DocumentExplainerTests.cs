using Segmentation.Models.Ledger;

namespace Segmentation.Models.Tests.Ledger;

/// <summary>What is found about one document, worked by hand; and that moves always lead from one side to the other.</summary>
public sealed class DocumentExplainerTests
{
    private static readonly LedgerCell Own = new("2026-01", "DE01", "SHOP", "EUR", AccountClasses.Revenue);
    private static readonly DateOnly Day = new(2026, 1, 10);

    [Theory]
    [InlineData("100", "100", "")]
    [InlineData("100", "60 40", "")]
    [InlineData("100", "50 50", "")]
    [InlineData("100", "100 -100 100", "")]
    [InlineData("99.996", "100", "")]
    [InlineData("100", "90", "amount_differs 10")]
    [InlineData("100", "", "missing_in_ledger 100")]
    [InlineData("100", "100 -100", "missing_in_ledger 100")]
    [InlineData("100", "100 100", "posted_twice -100")]
    [InlineData("100", "100 100 100", "posted_twice -200")]
    [InlineData("100", "60 40 60 40", "posted_twice -100")]
    [InlineData("100", "60 40 40", "posted_twice -40")]
    [InlineData("100", "-100", "sign_flipped 200")]
    [InlineData("100", "60 -40", "sign_flipped 80")]
    [InlineData("-30", "30", "sign_flipped -60")]
    [InlineData("100", "-100 -100", "posted_twice 100, sign_flipped 200")]
    [InlineData("100", "90 90", "amount_differs 10, posted_twice -90")]
    [InlineData("100", "-90", "amount_differs 10, sign_flipped 180")]
    [InlineData("-19.90", "57.29", "amount_differs -77.19")]
    [InlineData("0.004", "", "")]
    public void A_document_and_its_entries(string amount, string entries, string expected) =>
        Told(Document(amount), Entries(entries)).ShouldBe(expected);

    [Theory]
    [InlineData("2026-02", "DE01", "SHOP", "revenue", false, "wrong_period 100")]
    [InlineData("2026-01", "AT01", "SHOP", "revenue", false, "wrong_legal_entity 100")]
    [InlineData("2026-01", "DE01", "WEB", "revenue", false, "wrong_business_unit 100")]
    [InlineData("2026-01", "DE01", "SHOP", "returns", false, "")] // A matter of the ledger's accounts, told on a line of its own.
    [InlineData("2026-01", "DE01", "SHOP", "unclassified", false, "unknown_account 100")]
    [InlineData("2026-01", "DE01", "SHOP", "marketing", false, "wrong_account 100")]
    [InlineData("2026-01", "DE01", "SHOP", "revenue", true, "wrong_customer 100")]
    [InlineData("2026-02", "DE01", "WEB", "revenue", true, "wrong_business_unit 100, wrong_customer 100, wrong_period 100")]
    public void An_amount_that_is_right_in_a_place_that_is_wrong(
        string period, string entity, string unit, string accountClass, bool isOtherCustomer, string expected) =>
        Told(Document("100"), [Entry("a", 100m, new LedgerCell(period, entity, unit, "EUR", accountClass), isOtherCustomer)]).ShouldBe(expected);

    [Fact]
    public void Of_two_entries_of_one_amount_the_one_in_the_wrong_place_is_the_repetition()
    {
        PostedEntry right = Entry("b", 100m, Own);
        PostedEntry wrong = Entry("a", 100m, Own with { BusinessUnit = "WEB" });

        DocumentExplanation explained = DocumentExplainer.Explain(Document("100"), [wrong, right]);

        BreakFinding found = explained.Breaks.ShouldHaveSingleItem();
        (found.Class, found.Entries.Single().EntryId).ShouldBe((BreakClass.PostedTwice, "a"));
    }

    [Fact]
    public void A_document_after_the_ledgers_end_is_timing()
    {
        DocumentExplanation explained = DocumentExplainer.Explain(Document("100"), [], isYetToBePosted: true);

        explained.Breaks.ShouldBeEmpty();
        explained.Moves.ShouldBe([new TieMove(Own, TieLine.Timing, null, -100m)]);
    }

    [Fact]
    public void A_gross_posting_is_tax_and_a_posting_at_another_rate_is_fx()
    {
        var gross = new SoldDocument(Own, 100m, 19m);
        var foreign = new SoldDocument(Own with { Currency = "USD" }, 100m, 0m, new PostedCurrency("EUR", 92.00m, [91.50m]));

        DocumentExplanation tax = DocumentExplainer.Explain(gross, [Entry("a", 119m, Own)]);
        DocumentExplanation fx = DocumentExplainer.Explain(foreign, [Entry("a", 91.50m, Own)]);

        tax.Breaks.ShouldBeEmpty();
        tax.Moves.ShouldBe([new TieMove(Own, TieLine.Tax, null, 19m)]);
        fx.Breaks.ShouldBeEmpty();
        fx.Moves.Select(move => (move.Cell.Currency, move.Line, move.Amount)).ShouldBe([("USD", TieLine.Fx, -100m), ("EUR", TieLine.Fx, 91.50m)]);
    }

    /// <summary>Goal: the tie-out has no remainder, whatever is in the books.
    /// Method: random documents with random entries, anywhere; the moves must sum, cell by cell, to ledger minus warehouse.</summary>
    [Fact]
    public void Moves_lead_from_the_warehouses_cell_to_the_ledgers_cells_without_a_remainder()
    {
        var random = new Random(20261128);
        for (int round = 0; round < 20_000; round++)
        {
            SoldDocument document = new(Own, random.Next(-5, 6) * 10m + random.Next(3) * 0.004m, random.Next(2) * 19m);
            PostedEntry[] entries = [.. Enumerable.Range(0, random.Next(12)).Select(index => Entry(
                $"e{index:00}", random.Next(-5, 6) * 10m, new LedgerCell(
                    Pick("2026-01", "2026-02"), Pick("DE01", "AT01"), Pick("SHOP", "WEB"), Pick("EUR", "USD"), Pick("revenue", "returns", "unclassified")),
                random.Next(4) == 0))];

            DocumentExplanation explained = DocumentExplainer.Explain(document, entries);

            var cells = new Dictionary<LedgerCell, decimal> { [Own] = -document.Amount };
            foreach (PostedEntry entry in entries)
            {
                cells[entry.Cell] = cells.GetValueOrDefault(entry.Cell) + entry.Amount;
            }

            foreach (TieMove move in explained.Moves)
            {
                cells[move.Cell] = cells.GetValueOrDefault(move.Cell) - move.Amount;
            }

            cells.Values.ShouldAllBe(left => left == 0m, $"round {round}");
            string Told() => string.Join(',', explained.Breaks.Select(found => $"{found.Class}{found.Amount}"));
            string told = Told();
            random.Shuffle(entries);
            explained = DocumentExplainer.Explain(document, entries);
            Told().ShouldBe(told, "the order of entries is no fact");
        }

        string Pick(params string[] words) => words[random.Next(words.Length)];
    }

    private static SoldDocument Document(string amount) => new(Own, Number(amount), 0m);

    private static PostedEntry[] Entries(string amounts) =>
        [.. amounts.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((amount, index) => Entry($"e{index}", Number(amount), Own))];

    private static PostedEntry Entry(string id, decimal amount, LedgerCell cell, bool isOtherCustomer = false) =>
        new(id, cell, amount, Day, isOtherCustomer);

    private static string Told(SoldDocument document, PostedEntry[] entries) => string.Join(", ", DocumentExplainer.Explain(document, entries).Breaks
        .Select(found => $"{Snake(found.Class)} {found.Amount.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture)}")
        .Order(StringComparer.Ordinal));

    private static string Snake(BreakClass kind) =>
        string.Concat(kind.ToString().Select((letter, index) => char.IsUpper(letter) && index > 0 ? $"_{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
