using System.Security.Cryptography;
using System.Text;
using Segmentation.Jobs.Configuration;
using Segmentation.Models.Ledger;

namespace Segmentation.Jobs.Reconcile;

/// <summary>What stood on both sides when a break was found.</summary>
/// <param name="Number">The document's number; null when the entry has none.</param>
/// <param name="Cell">Where the break is told.</param>
/// <param name="Document">The warehouse's document, if there is one.</param>
/// <param name="MatchedBy">How the two sides were brought together.</param>
internal sealed record BreakEvidence(string? Number, LedgerCell Cell, LeftDocument? Document, string MatchedBy);

/// <summary>A break, with its evidence.</summary>
internal sealed record FoundBreak(string BreakId, BreakFinding Finding, BreakEvidence Evidence, string? LedgerCustomerNumber)
{
    private const int MostEntriesNamed = 20;

    /// <summary>The entries' ids; of very many the first.</summary>
    public string EntryIds => string.Join(", ", Finding.Entries.Take(MostEntriesNamed).Select(entry => entry.EntryId))
        + (Finding.Entries.Count > MostEntriesNamed ? $" and {Finding.Entries.Count - MostEntriesNamed:N0} more" : "");

    public string Explanation => BreakWords.Explain(Finding, Evidence);
}

/// <summary>A line of the tie-out in one cell.</summary>
internal sealed record SummedMove(LedgerCell Cell, string Line, string Detail, decimal Amount, long Count);

/// <summary>Collects the breaks and moves of all numbers.</summary>
internal sealed class LedgerExplanations(RateTable rates, PostedUntil posted, NumberShapes shapes, string reportingCurrency)
{
    private const int IdLength = 12;
    private readonly Dictionary<(LedgerCell Cell, string Line, string Detail), (decimal Amount, long Count)> moves = [];
    private readonly List<FoundBreak> breaks = [];

    /// <summary>The breaks found so far.</summary>
    public IReadOnlyList<FoundBreak> Breaks => breaks;

    /// <summary>The lines of the tie-out, summed by cell.</summary>
    public IEnumerable<SummedMove> Moves => moves.Where(move => move.Value.Amount != 0)
        .Select(move => new SummedMove(move.Key.Cell, move.Key.Line, move.Key.Detail, move.Value.Amount, move.Value.Count));

    /// <summary>Explains one number.</summary>
    public void Add(LeftNumber left)
    {
        if (left.Documents.Count == 0)
        {
            AddWithoutDocument(left);
            return;
        }

        foreach ((LeftDocument document, IReadOnlyList<LeftEntry> entries) in ByDocument(left))
        {
            AddDocument(left.Number!, document, entries);
        }
    }

    private void AddDocument(string number, LeftDocument document, IReadOnlyList<LeftEntry> entries)
    {
        if (entries.Count == 0 && document.Rule is { } rule)
        {
            AddMove(document.Cell, document.RuleLine!, rule, -document.Amount);
            return;
        }

        PostedEntry[] own = [.. entries.Select(entry => entry.Posted with { IsOtherCustomer = IsOther(document, entry) })];
        var sold = new SoldDocument(document.Cell, document.Amount, document.TaxAmount, InLedgerCurrency(document, own));
        DocumentExplanation explained = DocumentExplainer.Explain(sold, own, isYetToBePosted: document.Day > posted.For(document.Cell.LegalEntity));
        string matchedBy = entries.Count == 0 ? "nothing" : entries.Any(entry => entry.IsPaired) ? "customer_and_amount" : "document_number";
        AddAll(explained, new BreakEvidence(number, document.Cell, document, matchedBy), entries);
    }

    private void AddWithoutDocument(LeftNumber left)
    {
        // Entries of accounts that are not compared come only with a document of the warehouse.
        PostedEntry[] entries = [.. left.Entries.Select(entry => entry.Posted)];
        BreakClass kind = entries.All(entry => entry.Cell.AccountClass == AccountClasses.Unclassified) ? BreakClass.UnknownAccount
            : IsManual(left) ? BreakClass.ManualJournal
            : BreakClass.MissingInWarehouse;
        DocumentExplanation explained = DocumentExplainer.ExplainWithoutDocument(entries, kind);
        AddAll(explained, new BreakEvidence(left.Number, entries[0].Cell, null, "nothing"), left.Entries);
    }

    private bool IsManual(LeftNumber left) =>
        left.Entries[0].IsManual ?? (left.Number is null || !shapes.IsLikeADocument(left.Number));

    private void AddAll(DocumentExplanation explained, BreakEvidence evidence, IReadOnlyList<LeftEntry> entries)
    {
        foreach (BreakFinding finding in explained.Breaks)
        {
            string? customer = finding.Entries.Count == 0 ? null
                : entries.First(entry => entry.Posted.EntryId == finding.Entries[0].EntryId).ErpCustomerNumber;
            breaks.Add(new FoundBreak(IdOf(finding, evidence), finding, evidence, customer));
        }

        foreach (TieMove move in explained.Moves)
        {
            AddMove(move.Cell, move.Line.Word(), move.Break is { } kind ? kind.Word() : "", move.Amount);
        }
    }

    private void AddMove(LedgerCell cell, string line, string detail, decimal amount)
    {
        // Only these classes are tied; what stands on another account leaves the comparison there.
        if (AccountClasses.Tied.Contains(cell.AccountClass))
        {
            (decimal sum, long count) = moves.GetValueOrDefault((cell, line, detail));
            moves[(cell, line, detail)] = (sum + amount, count + 1);
        }
    }

    /// <summary>A break keeps its name from night to night: it is made from what it is about, not from how it stands.</summary>
    private static string IdOf(BreakFinding finding, BreakEvidence evidence)
    {
        string subject = evidence.Number ?? $"entry {finding.Entries[0].EntryId}";
        string place = evidence.Document is { } document ? $"{document.Cell.Currency}|{document.Cell.AccountClass}" : "ledger";
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{finding.Class}|{place}|{subject}"));
        return $"B-{Convert.ToHexStringLower(hash)[..IdLength]}";
    }

    private static bool IsOther(LeftDocument document, LeftEntry entry) =>
        document.CustomerNumber is { } customer && entry.CustomerNumber is { } posted && customer != posted;

    private PostedCurrency? InLedgerCurrency(LeftDocument document, PostedEntry[] entries)
    {
        if (entries.Length == 0 || entries.Any(entry => entry.Cell.Currency == document.Cell.Currency))
        {
            return null;
        }

        string currency = entries[0].Cell.Currency;
        decimal At(string kind) => Math.Round(
            document.Amount * rates.Rate(document.Cell.Currency, kind, document.Day, reportingCurrency) / rates.Rate(currency, kind, document.Day, reportingCurrency),
            2, MidpointRounding.AwayFromZero);
        return new PostedCurrency(currency, At(RateTable.Booking), [At(RateTable.Closing), At(RateTable.Average)]);
    }

    /// <summary>Where one number stands for sales and credits, or for several currencies, each takes the entries that are like it,
    /// and the largest takes the rest.</summary>
    private static IEnumerable<(LeftDocument Document, IReadOnlyList<LeftEntry> Entries)> ByDocument(LeftNumber left)
    {
        LeftEntry[] compared = [.. left.Entries.Where(entry => !entry.IsElsewhere)];
        if (left.Documents.Count == 1)
        {
            LeftDocument only = left.Documents[0];
            yield return (only, compared.Length > 0 ? compared : Elsewhere(only, left));
            yield break;
        }

        LeftDocument largest = left.Documents.MaxBy(document => Math.Abs(document.Amount))!;
        LeftDocument Home(LeftEntry entry) => left.Documents.FirstOrDefault(document =>
            document.Cell.Currency == entry.Posted.Cell.Currency && document.Cell.AccountClass == entry.Posted.Cell.AccountClass) ?? largest;
        foreach (LeftDocument document in left.Documents)
        {
            yield return (document, [.. compared.Where(entry => Home(entry) == document)]);
        }
    }

    /// <summary>Entries on accounts that are not compared stand for the document only if they come to its amount.</summary>
    private static IReadOnlyList<LeftEntry> Elsewhere(LeftDocument document, LeftNumber left) =>
        left.Entries.Count > 0
        && Math.Abs(left.Entries.Sum(entry => entry.Posted.Amount) - document.Amount) <= DocumentExplainer.HalfCent * left.Entries.Count
            ? left.Entries
            : [];
}
