namespace Segmentation.Models.Ledger;

/// <summary>Explains why a document of the warehouse and its entries in the ledger differ.</summary>
/// <remarks>A document may have several mistakes at once: repeated, with the wrong sign, and in the wrong business unit. Each is told
/// by itself, and together their moves lead from the warehouse's cell to the ledger's cells without a remainder.</remarks>
public static class DocumentExplainer
{
    /// <summary>Half of the smallest unit of a ledger in cents: how much one entry may differ by rounding.</summary>
    public const decimal HalfCent = 0.005m;

    /// <summary>Explains one document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="entries">Its entries, in any order; none when the ledger does not know it.</param>
    /// <param name="isYetToBePosted">Whether the ledger ends before the document's day, so that its absence means nothing yet.</param>
    public static DocumentExplanation Explain(SoldDocument document, IReadOnlyList<PostedEntry> entries, bool isYetToBePosted = false)
    {
        var explained = new Explanation();
        if (entries.Count == 0)
        {
            ExplainAbsence(document.Cell, document.Amount, [], isYetToBePosted, explained);
            return explained.Result;
        }

        PostedEntry[] ordered = [.. entries.OrderBy(entry => entry.PostingDate).ThenBy(entry => entry.EntryId, StringComparer.Ordinal)];
        (SoldDocument posted, decimal[] rates) = InLedgerCurrency(document, ordered, explained);
        PostedEntry[] foreign = [.. ordered.Where(entry => entry.Cell.Currency != posted.Cell.Currency)];
        foreach (PostedEntry entry in foreign)
        {
            explained.Break(BreakClass.AmountDiffers, -entry.Amount, [entry]);
            explained.Move(entry.Cell, TieLine.Breaks, BreakClass.AmountDiffers, entry.Amount);
        }

        PostedEntry[] standing = WithoutReversals([.. ordered.Except(foreign)], posted, explained);
        if (standing.Length == 0)
        {
            ExplainAbsence(posted.Cell, posted.Amount, ordered, isYetToBePosted: false, explained);
            return explained.Result;
        }

        decimal tolerance = HalfCent * standing.Length;
        EntryReading reading = EntryReading.Best(posted.Amount, Known(posted.Cell, standing[0].Cell), standing, tolerance);
        ExplainResidual(posted, rates, reading, tolerance, explained);
        ExplainPlaces(posted.Cell, reading, explained);
        ExplainRepetitions(reading, explained);
        return explained.Result;
    }

    /// <summary>Explains entries that belong to no document of the warehouse.</summary>
    /// <param name="entries">Entries of one number, or one entry without a number.</param>
    /// <param name="kind">What they are.</param>
    public static DocumentExplanation ExplainWithoutDocument(IReadOnlyList<PostedEntry> entries, BreakClass kind)
    {
        var explained = new Explanation();
        explained.Break(kind, -entries.Sum(entry => entry.Amount), entries);
        foreach (PostedEntry entry in entries)
        {
            explained.Move(entry.Cell, kind == BreakClass.ManualJournal ? TieLine.ManualJournals : TieLine.Breaks, kind, entry.Amount);
        }

        return explained.Result;
    }

    private static void ExplainAbsence(
        LedgerCell cell, decimal amount, IReadOnlyList<PostedEntry> takenBack, bool isYetToBePosted, Explanation explained)
    {
        if (Math.Abs(amount) <= HalfCent)
        {
            // A document of nothing needs no entry.
            explained.Move(cell, TieLine.Rounding, null, -amount);
        }
        else if (isYetToBePosted)
        {
            explained.Move(cell, TieLine.Timing, null, -amount);
        }
        else
        {
            explained.Break(BreakClass.MissingInLedger, amount, takenBack);
            explained.Move(cell, TieLine.Breaks, BreakClass.MissingInLedger, -amount);
        }
    }

    /// <summary>A ledger that keeps one currency of its own is met in that currency, at the rate of booking.</summary>
    private static (SoldDocument Posted, decimal[] Rates) InLedgerCurrency(
        SoldDocument document, IReadOnlyList<PostedEntry> entries, Explanation explained)
    {
        if (document.Posted is not { } posted || entries.Any(entry => entry.Cell.Currency == document.Cell.Currency))
        {
            return (document, []);
        }

        LedgerCell cell = document.Cell with { Currency = posted.Currency };
        explained.Move(document.Cell, TieLine.Fx, null, -document.Amount);
        explained.Move(cell, TieLine.Fx, null, posted.Booking);
        decimal tax = document.Amount == 0 ? 0 : document.TaxAmount * posted.Booking / document.Amount;
        return (new SoldDocument(cell, posted.Booking, tax), [.. posted.Others]);
    }

    /// <summary>An entry and its reversal stand for nothing; in two periods they are a matter of timing.</summary>
    private static PostedEntry[] WithoutReversals(PostedEntry[] entries, SoldDocument posted, Explanation explained)
    {
        var standing = new List<PostedEntry>(entries);
        foreach (PostedEntry entry in entries.Where(entry => entry.Amount != 0))
        {
            // Of the two the one with the document's sign was there first.
            if (Math.Sign(entry.Amount) == Math.Sign(posted.Amount) && standing.Contains(entry)
                && standing.LastOrDefault(other => other.Amount == -entry.Amount) is { } reversal)
            {
                standing.Remove(entry);
                standing.Remove(reversal);
                explained.Move(entry.Cell, TieLine.Timing, null, entry.Amount);
                explained.Move(reversal.Cell, TieLine.Timing, null, reversal.Amount);
            }
        }

        return [.. standing];
    }

    private static void ExplainResidual(
        SoldDocument posted, decimal[] rates, EntryReading reading, decimal tolerance, Explanation explained)
    {
        decimal residual = reading.Residual;
        if (residual == 0)
        {
            return;
        }

        bool IsAbout(decimal amount) => Math.Abs(posted.Amount - residual - amount) <= tolerance;
        if (Math.Abs(residual) <= tolerance)
        {
            explained.Move(posted.Cell, TieLine.Rounding, null, -residual);
        }
        else if (posted.TaxAmount != 0 && IsAbout(posted.Amount + posted.TaxAmount))
        {
            explained.Move(posted.Cell, TieLine.Tax, null, -residual);
        }
        else if (rates.Any(IsAbout))
        {
            explained.Move(posted.Cell, TieLine.Fx, null, -residual);
        }
        else
        {
            explained.Break(BreakClass.AmountDiffers, residual, [.. reading.Kept.Select(kept => kept.Entry)]);
            explained.Move(posted.Cell, TieLine.Breaks, BreakClass.AmountDiffers, -residual);
        }
    }

    /// <summary>Walks each entry from the document's cell to its own, one coordinate at a time.</summary>
    private static void ExplainPlaces(LedgerCell cell, EntryReading reading, Explanation explained)
    {
        var places = new SortedDictionary<BreakClass, List<(PostedEntry Entry, decimal Amount)>>();
        void Misplaced(BreakClass kind, PostedEntry entry, decimal amount)
        {
            if (!places.TryGetValue(kind, out List<(PostedEntry, decimal)>? found))
            {
                places.Add(kind, found = []);
            }

            found.Add((entry, amount));
        }

        foreach ((PostedEntry entry, bool isFlipped) in reading.Kept)
        {
            decimal amount = isFlipped ? -entry.Amount : entry.Amount;
            LedgerCell at = cell;
            foreach ((LedgerCell next, TieLine line, BreakClass? kind) in Steps(cell, entry.Cell, isFlipped))
            {
                explained.Move(at, line, kind, -amount);
                explained.Move(next, line, kind, amount);
                at = next;
                if (kind is { } misplaced)
                {
                    Misplaced(misplaced, entry, amount);
                }
            }

            if (isFlipped)
            {
                Misplaced(BreakClass.SignFlipped, entry, amount - entry.Amount);
                explained.Move(at, TieLine.Breaks, BreakClass.SignFlipped, -amount);
                explained.Move(entry.Cell, TieLine.Breaks, BreakClass.SignFlipped, entry.Amount);
            }

            if (entry.IsOtherCustomer)
            {
                Misplaced(BreakClass.WrongCustomer, entry, amount);
            }
        }

        foreach ((BreakClass kind, List<(PostedEntry Entry, decimal Amount)> found) in places)
        {
            explained.Break(kind, found.Sum(item => item.Amount), [.. found.Select(item => item.Entry)]);
        }
    }

    private static IEnumerable<(LedgerCell Next, TieLine Line, BreakClass? Break)> Steps(LedgerCell from, LedgerCell to, bool isFlipped)
    {
        LedgerCell at = from;
        if (at.Period != to.Period)
        {
            yield return (at = at with { Period = to.Period }, TieLine.Timing, BreakClass.WrongPeriod);
        }

        if (at.LegalEntity != to.LegalEntity)
        {
            BreakClass? kind = at.LegalEntity.Length == 0 ? null : BreakClass.WrongLegalEntity;
            yield return (at = at with { LegalEntity = to.LegalEntity }, TieLine.Breaks, kind);
        }

        if (at.BusinessUnit != to.BusinessUnit)
        {
            BreakClass? kind = at.BusinessUnit.Length == 0 ? null : BreakClass.WrongBusinessUnit;
            yield return (at = at with { BusinessUnit = to.BusinessUnit }, TieLine.Breaks, kind);
        }

        // An amount with the wrong sign lands in the other class by itself.
        if (at.AccountClass != to.AccountClass && !isFlipped)
        {
            (TieLine line, BreakClass? kind) = to.AccountClass switch
            {
                AccountClasses.Revenue or AccountClasses.Returns => (TieLine.Returns, (BreakClass?)null),
                AccountClasses.Unclassified => (TieLine.Breaks, BreakClass.UnknownAccount),
                _ => (TieLine.Breaks, BreakClass.WrongAccount),
            };
            yield return (at with { AccountClass = to.AccountClass }, line, kind);
        }
    }

    private static void ExplainRepetitions(EntryReading reading, Explanation explained)
    {
        if (reading.Repeated.Count > 0)
        {
            explained.Break(BreakClass.PostedTwice, -reading.Repeated.Sum(entry => entry.Amount), reading.Repeated);
        }

        foreach (PostedEntry entry in reading.Repeated)
        {
            explained.Move(entry.Cell, TieLine.Breaks, BreakClass.PostedTwice, entry.Amount);
        }
    }

    /// <summary>What the document does not know of its place it takes from its entries.</summary>
    private static LedgerCell Known(LedgerCell cell, LedgerCell entry) => cell with
    {
        LegalEntity = cell.LegalEntity.Length == 0 ? entry.LegalEntity : cell.LegalEntity,
        BusinessUnit = cell.BusinessUnit.Length == 0 ? entry.BusinessUnit : cell.BusinessUnit,
    };

    private sealed class Explanation
    {
        private readonly List<BreakFinding> breaks = [];
        private readonly List<TieMove> moves = [];

        /// <summary>Moves that cancel out in a cell are not told.</summary>
        public DocumentExplanation Result => new(breaks,
        [
            .. moves.GroupBy(move => (move.Cell, move.Line, move.Break))
                .Select(group => group.First() with { Amount = group.Sum(move => move.Amount) })
                .Where(move => move.Amount != 0),
        ]);

        public void Break(BreakClass kind, decimal amount, IReadOnlyList<PostedEntry> entries) =>
            breaks.Add(new BreakFinding(kind, amount, entries));

        public void Move(LedgerCell cell, TieLine line, BreakClass? kind, decimal amount) =>
            moves.Add(new TieMove(cell, line, kind, amount));
    }
}
