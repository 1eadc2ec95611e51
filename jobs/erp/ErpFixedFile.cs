using System.Globalization;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Erp;

/// <summary>Fixed-width text: every record equally long, CRLF, UTF-8. Texts are padded with blanks on the right, numbers with zeros on the left.</summary>
/// <remarks>A width counts characters (Unicode code points), not bytes: whoever cuts at bytes must decode UTF-8 first.</remarks>
internal sealed class ErpFixedFile(string folder, ErpDelivery delivery) : ErpFile(folder, delivery, "txt")
{
    private const int CategoryWidth = 30;
    private const int RunWidth = 30;
    private const int CompanyWidth = 40;
    private const int CountWidth = 10;
    private const int HashTotalWidth = 15;
    private const int HashWidth = 64;
    private const int DayWidth = 8;

    /// <summary>The longest of the three kinds of record; the others are padded to it.</summary>
    private int RecordWidth => Math.Max(
        Math.Max(1 + CategoryWidth + (2 * CountWidth) + RunWidth + DayWidth + CompanyWidth, 1 + (4 * CountWidth) + HashTotalWidth + HashWidth),
        1 + 6 + Delivery.Layout.SourceWidth + Delivery.Layout.NumberWidth + (2 * Delivery.Layout.CodeWidth) + DayWidth);

    public override void WriteHeader() => Write(Record(
        "H", Padded(Delivery.Category, CategoryWidth), Padded(Delivery.SequenceNumber), Padded(Delivery.SequenceNumber - 1),
        Padded(Delivery.RunId, RunWidth), Padded(Delivery.SnapshotDate), Padded(Delivery.Layout.Company, CompanyWidth)));

    public override void WriteRow(ErpDeltaRow row) => WriteBody(Record(
        "D", Padded(row.ChangeType, 6), Padded(row.SourceSystem, Delivery.Layout.SourceWidth), Padded(row.SourceRecordId, Delivery.Layout.NumberWidth),
        Padded(row.OldCode ?? "", Delivery.Layout.CodeWidth), Padded(row.NewCode ?? "", Delivery.Layout.CodeWidth), Padded(row.EffectiveDate)));

    protected override void WriteTrailer(string bodyHash) => Write(Record(
        "T", Padded(Delivery.Totals.AddCount), Padded(Delivery.Totals.ChangeCount), Padded(Delivery.Totals.EndCount),
        Padded(Delivery.Totals.RowCount), Delivery.Totals.HashTotal.ToString($"D{HashTotalWidth}", CultureInfo.InvariantCulture), bodyHash));

    private string Record(params string[] fields) => Padded(string.Concat(fields), RecordWidth) + "\r\n";

    private static string Padded(string text, int width)
    {
        int length = text.EnumerateRunes().Count();
        return length <= width
            ? text + new string(' ', width - length)
            // The desk looked before it decided; a text that is cut would be another customer's number.
            : throw new InvalidOperationException($"A text of {length} characters is longer than its field of {width}. This is a mistake in the program.");
    }

    private static string Padded(long number) => number.ToString($"D{CountWidth}", CultureInfo.InvariantCulture);

    private static string Padded(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
