namespace Segmentation.Models.Ledger;

/// <summary>How the entries of a document are read: which repeat others, and which have the wrong sign.</summary>
/// <param name="Kept">Entries that stand for the document, each with the amount it should have.</param>
/// <param name="Repeated">Entries that repeat one that is kept.</param>
/// <param name="Residual">What the document has beyond the kept entries.</param>
internal sealed record EntryReading(
    IReadOnlyList<(PostedEntry Entry, bool IsFlipped)> Kept, IReadOnlyList<PostedEntry> Repeated, decimal Residual)
{
    /// <summary>Above this many entries only the plain readings are tried: all or no repetitions, all or no signs.</summary>
    private const int MostForEveryReading = 8;

    /// <summary>A kind of mistake is believed sooner than a difference of amount, and two kinds later than one.</summary>
    private const double MistakeCost = 0.1;

    /// <summary>One sign of several is stranger than all of them.</summary>
    private const double SingleSignCost = 0.15;

    /// <summary>Two entries of one amount that do not come to the document are hardly its two halves.</summary>
    private const double TwinsCost = 0.5;

    /// <summary>An opposite sign is believed together with another amount only while the two amounts are of one size.</summary>
    private const decimal MostResidualOfSign = 0.5m;

    private double Cost { get; init; }

    /// <summary>The reading that explains most with least: the fewest mistakes that leave nothing over, or else the least left over.</summary>
    /// <param name="expected">What the document comes to.</param>
    /// <param name="cell">Where the document belongs.</param>
    /// <param name="entries">Its entries, at least one, in an order that does not depend on chance.</param>
    /// <param name="tolerance">Differences up to this are rounding.</param>
    public static EntryReading Best(decimal expected, LedgerCell cell, IReadOnlyList<PostedEntry> entries, decimal tolerance)
    {
        EntryReading? best = null;
        bool hasTwins = entries.Select(entry => entry.Amount).Distinct().Count() < entries.Count;
        foreach (PostedEntry[] repeated in Repetitions(entries, cell))
        {
            PostedEntry[] kept = [.. entries.Except(repeated)];
            foreach ((bool[] isFlipped, double signCost) in Signs(kept.Length, entries.Count))
            {
                decimal sum = kept.Select((entry, i) => isFlipped[i] ? -entry.Amount : entry.Amount).Sum();
                decimal residual = expected - sum;
                bool isTied = Math.Abs(residual) <= tolerance;
                if (signCost > 0 && !isTied && Math.Abs(residual) > MostResidualOfSign * Math.Abs(expected))
                {
                    continue;
                }

                double repeatedCost = repeated.Length > 0 ? MistakeCost : hasTwins && !isTied ? TwinsCost : 0;
                double cost = repeatedCost + signCost + (isTied ? 0 : ResidualCost(expected, residual));
                if (best is null || cost < best.Cost)
                {
                    best = new EntryReading([.. kept.Select((entry, i) => (entry, isFlipped[i]))], repeated, residual) { Cost = cost };
                }
            }
        }

        return best!;
    }

    private static double ResidualCost(decimal expected, decimal residual) =>
        1 + (double)(Math.Abs(residual) / (Math.Abs(expected) + Math.Abs(residual)));

    /// <summary>Sets of entries that may repeat others, none first. Of entries with one amount, those that fit the others least go.</summary>
    private static IEnumerable<PostedEntry[]> Repetitions(IReadOnlyList<PostedEntry> entries, LedgerCell cell)
    {
        PostedEntry[][] twins =
        [
            .. entries.GroupBy(entry => entry.Amount).Where(group => group.Count() > 1)
                .Select(group => group.OrderByDescending(entry => Strangeness(entry, cell)).ThenByDescending(entry => entry.PostingDate)
                    .ThenByDescending(entry => entry.EntryId, StringComparer.Ordinal).ToArray()),
        ];
        if (entries.Count > MostForEveryReading)
        {
            return twins.Length == 0 ? [[]] : [[], [.. twins.SelectMany(group => group[..^1])]];
        }

        IEnumerable<PostedEntry[]> sets = [[]];
        foreach (PostedEntry[] group in twins)
        {
            sets = sets.SelectMany(set => Enumerable.Range(0, group.Length).Select(count => (PostedEntry[])[.. set, .. group[..count]]));
        }

        return sets;
    }

    /// <summary>In how many ways an entry stands elsewhere than the document.</summary>
    private static int Strangeness(PostedEntry entry, LedgerCell cell) =>
        (entry.IsOtherCustomer ? 1 : 0)
        + (entry.Cell.Period != cell.Period ? 1 : 0)
        + (entry.Cell.BusinessUnit != cell.BusinessUnit ? 1 : 0)
        + (entry.Cell.LegalEntity != cell.LegalEntity ? 1 : 0)
        + (entry.Cell.AccountClass != cell.AccountClass ? 1 : 0);

    private static IEnumerable<(bool[] IsFlipped, double Cost)> Signs(int kept, int all)
    {
        yield return (new bool[kept], 0);
        yield return ([.. Enumerable.Repeat(true, kept)], MistakeCost);
        if (kept > 1 && all <= MostForEveryReading)
        {
            for (int flipped = 0; flipped < kept; flipped++)
            {
                var signs = new bool[kept];
                signs[flipped] = true;
                yield return (signs, SingleSignCost);
            }
        }
    }
}
