using System.Globalization;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Erp;

/// <summary>CSV as RFC 4180 has it: seven fields in every record, CRLF, UTF-8, quotes where a field needs them.</summary>
internal sealed class ErpCsvFile(string folder, ErpDelivery delivery) : ErpFile(folder, delivery, "csv")
{
    public override void WriteHeader() => Write(Record(
        "H", Delivery.Category, Text(Delivery.SequenceNumber), Text(Delivery.SequenceNumber - 1), Delivery.RunId, Text(Delivery.SnapshotDate),
        Delivery.Layout.Company));

    public override void WriteRow(ErpDeltaRow row) => WriteBody(Record(
        "D", row.ChangeType, row.SourceSystem, row.SourceRecordId, row.OldCode ?? "", row.NewCode ?? "", Text(row.EffectiveDate)));

    protected override void WriteTrailer(string bodyHash) => Write(Record(
        "T", Text(Delivery.Totals.AddCount), Text(Delivery.Totals.ChangeCount), Text(Delivery.Totals.EndCount), Text(Delivery.Totals.RowCount),
        Text(Delivery.Totals.HashTotal), bodyHash));

    private static string Record(params string[] fields) => string.Join(',', fields.Select(Field)) + "\r\n";

    private static string Field(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
