namespace Segmentation.Jobs.Demo;

/// <summary>One line. Money in cents of the order's currency, before tax; a credit note's are negative.</summary>
/// <param name="Number">Number of the line in its document, from 1.</param>
/// <param name="Product">Place in the catalogue.</param>
/// <param name="Quantity">Pieces; negative in a credit note.</param>
/// <param name="PriceCents">Price of one piece; positive in a credit note too.</param>
/// <param name="DiscountCents">What was taken off the whole line.</param>
/// <param name="NetCents">Quantity times price, less the discount.</param>
/// <param name="TaxCents">19 percent of the net amount, half a cent rounded away from zero.</param>
/// <param name="CostCents">What the pieces cost the company.</param>
public readonly record struct DemoOrderLine(
    int Number, int Product, int Quantity, int PriceCents, long DiscountCents, long NetCents, long TaxCents, long CostCents);

/// <summary>One order or credit note.</summary>
public sealed record DemoOrder
{
    /// <summary>Number of the person, or -1 for a guest.</summary>
    public required int Person { get; init; }

    public required DemoSystem System { get; init; }

    /// <summary>Id of the record that ordered, in the order's system. Empty for a guest.</summary>
    public required string RecordId { get; init; }

    public required DateOnly Day { get; init; }

    /// <summary>Time of day in seconds.</summary>
    public required int Second { get; init; }

    /// <summary>Number of the document in its system and day, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Id of the document, in no other system either.</summary>
    public required string OrderId { get; init; }

    /// <summary>For a credit note: the order it takes back, in whole or in part. Else empty.</summary>
    public string RefersTo { get; init; } = "";

    public bool IsCredit => RefersTo.Length > 0;

    public bool IsGuest => Person < 0;

    public required string Currency { get; init; }

    public required string Channel { get; init; }

    public required string BusinessUnit { get; init; }

    public required string Region { get; init; }

    public required IReadOnlyList<DemoOrderLine> Lines { get; init; }

    /// <summary>Sum of the lines, in cents of the currency.</summary>
    public long NetCents
    {
        get
        {
            long sum = 0;
            foreach (DemoOrderLine line in Lines)
            {
                sum += line.NetCents;
            }

            return sum;
        }
    }
}
