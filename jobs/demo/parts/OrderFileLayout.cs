using System.Globalization;
using System.Text;

namespace Segmentation.Jobs.Demo;

/// <summary>How one system writes order lines: its columns, and how its words and days look.</summary>
/// <param name="System">The system.</param>
/// <param name="Folder">Folder of its day files.</param>
/// <param name="Header">Column names. Both systems have the same facts in the same places.</param>
/// <param name="Delimiter">Field separator.</param>
/// <param name="Encoding">Text encoding.</param>
/// <param name="DecimalMark">Decimal mark.</param>
/// <param name="Sale">Its word for a sale.</param>
/// <param name="Credit">Its word for a credit note.</param>
/// <param name="TimeFormat">How it writes a date and time.</param>
internal sealed record OrderFileLayout(
    DemoSystem System, string Folder, IReadOnlyList<string> Header, char Delimiter, Encoding Encoding, char DecimalMark,
    string Sale, string Credit, string TimeFormat)
{
    /// <summary>Places of the columns that defects spoil.</summary>
    public const int OrderId = 0, LineNumber = 1, OrderedAt = 3, DocumentType = 4, Quantity = 7, Currency = 13, Region = 16;

    public static OrderFileLayout Crm { get; } = new(
        DemoSystem.Crm, "orders/crm",
        [
            "Belegnummer", "Position", "Kundennummer", "Belegdatum", "Belegart", "Bezugsbeleg", "Artikel", "Menge", "Einzelpreis",
            "Rabatt", "Netto", "MwSt", "Wareneinsatz", "Währung", "Vertriebsweg", "Bereich", "Region",
        ],
        ';', Encoding.Latin1, ',', "RE", "GU", "dd.MM.yyyy HH:mm");

    public static OrderFileLayout Shop { get; } = new(
        DemoSystem.Shop, "orders/shop",
        [
            "order_id", "line_no", "account_id", "placed_at", "doc_type", "refers_to", "sku", "qty", "price",
            "discount", "total", "tax", "cost", "currency", "channel", "unit", "ship_region",
        ],
        ',', new UTF8Encoding(false), '.', "order", "credit_note", "yyyy-MM-dd HH:mm:ss");

    public static IReadOnlyList<OrderFileLayout> All { get; } = [Crm, Shop];

    /// <summary>The layout of an order file.</summary>
    public static OrderFileLayout Of(string path) =>
        All.Single(layout => path.StartsWith(layout.Folder, StringComparison.Ordinal));

    /// <summary>The file of a day.</summary>
    public string DayFile(DateOnly day) => $"{Folder}/{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.csv.gz";

    public DemoCsvWriter Open(DemoFolder folder, string path) =>
        folder.OpenCsv(path, Header, Delimiter, Encoding, DecimalMark);

    /// <summary>Writes a document's lines.</summary>
    public void Write(DemoCsvWriter csv, DemoOrder order, DemoCatalogue catalogue)
    {
        string placedAt = order.Day.ToDateTime(TimeOnly.MinValue).AddSeconds(order.Second)
            .ToString(TimeFormat, CultureInfo.InvariantCulture);
        foreach (DemoOrderLine line in order.Lines)
        {
            csv.Text(order.OrderId).Whole(line.Number).Text(order.RecordId).Text(placedAt)
                .Text(order.IsCredit ? Credit : Sale).Text(order.RefersTo).Text(catalogue.Products[line.Product].Sku)
                .Scaled(line.Quantity * 100L).Scaled(line.PriceCents).Scaled(line.DiscountCents).Scaled(line.NetCents)
                .Scaled(line.TaxCents).Scaled(line.CostCents).Text(order.Currency).Text(order.Channel)
                .Text(order.BusinessUnit).Text(order.Region).EndRow();
        }
    }
}
