namespace Segmentation.Models.Ledger;

/// <summary>An order or credit note as the warehouse has it.</summary>
/// <param name="Cell">Where it belongs. An empty legal entity or business unit is not known and not compared.</param>
/// <param name="Amount">Its amount before tax, income positive, in the currency of the cell.</param>
/// <param name="TaxAmount">Its tax, for ledgers that post gross; zero when unknown.</param>
/// <param name="Posted">What it would be in another currency, for ledgers that keep one of their own.</param>
public sealed record SoldDocument(LedgerCell Cell, decimal Amount, decimal TaxAmount, PostedCurrency? Posted = null);

/// <summary>A document's amount in the currency in which the ledger posted it.</summary>
/// <param name="Currency">The ledger's currency.</param>
/// <param name="Booking">At the rate of the day of booking.</param>
/// <param name="Others">At the other rates of that time: closing, average.</param>
public sealed record PostedCurrency(string Currency, decimal Booking, IReadOnlyList<decimal> Others);

/// <summary>One entry of the general ledger.</summary>
/// <param name="EntryId">Names it.</param>
/// <param name="Cell">Where it was posted.</param>
/// <param name="Amount">Its amount, income positive, in the currency of the cell.</param>
/// <param name="PostingDate">The day it was posted on.</param>
/// <param name="IsOtherCustomer">Whether it names another customer than the document.</param>
public sealed record PostedEntry(string EntryId, LedgerCell Cell, decimal Amount, DateOnly PostingDate, bool IsOtherCustomer);
