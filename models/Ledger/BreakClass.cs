namespace Segmentation.Models.Ledger;

/// <summary>Why warehouse and ledger differ.</summary>
public enum BreakClass
{
    /// <summary>The ledger has the document for another amount.</summary>
    AmountDiffers,

    /// <summary>The ledger has no entry for the document, or has taken all of it back.</summary>
    MissingInLedger,

    /// <summary>The ledger has a document that the warehouse has not.</summary>
    MissingInWarehouse,

    /// <summary>An entry of the ledger repeats another.</summary>
    PostedTwice,

    /// <summary>Posted in another period than the document's own (cut-off).</summary>
    WrongPeriod,

    /// <summary>Posted to another customer.</summary>
    WrongCustomer,

    /// <summary>Posted in another business unit.</summary>
    WrongBusinessUnit,

    /// <summary>Posted in another legal entity.</summary>
    WrongLegalEntity,

    /// <summary>Posted to an account that is neither revenue nor returns.</summary>
    WrongAccount,

    /// <summary>Posted to an account that the configuration gives no class.</summary>
    UnknownAccount,

    /// <summary>Posted with the opposite sign.</summary>
    SignFlipped,

    /// <summary>An entry that stands for no document.</summary>
    ManualJournal,
}

/// <summary>A line of the tie-out between the segments' sum and the ledger's.</summary>
public enum TieLine
{
    Timing,
    Returns,
    Tax,
    Fx,
    Eliminations,
    Rounding,
    ManualJournals,
    Breaks,
}

/// <summary>A break: something that somebody has to put right, or to explain.</summary>
/// <param name="Class">What it is.</param>
/// <param name="Amount">Warehouse minus ledger; where the amount is right and the place is wrong, what stands in the wrong place.</param>
/// <param name="Entries">The entries that show it.</param>
public sealed record BreakFinding(BreakClass Class, decimal Amount, IReadOnlyList<PostedEntry> Entries);

/// <summary>An amount that explains a difference between warehouse and ledger in one cell.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Line">The line that it is on.</param>
/// <param name="Break">The kind of break that it comes from, if it comes from one.</param>
/// <param name="Amount">What has to be added to the warehouse's side.</param>
public sealed record TieMove(LedgerCell Cell, TieLine Line, BreakClass? Break, decimal Amount);

/// <summary>All that was found about one document.</summary>
/// <param name="Breaks">Its breaks; none when it ties.</param>
/// <param name="Moves">What has to be added to the warehouse's cell to come to the ledger's cells. Over all cells they sum to
/// ledger minus warehouse, to the last digit.</param>
public sealed record DocumentExplanation(IReadOnlyList<BreakFinding> Breaks, IReadOnlyList<TieMove> Moves);
