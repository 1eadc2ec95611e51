using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Erp;

/// <summary>JSON: one document with header, rows and trailer; a row a line. The hash covers the rows from <c>[</c> to <c>]</c>.</summary>
internal sealed class ErpJsonFile(string folder, ErpDelivery delivery) : ErpFile(folder, delivery, "json")
{
    // The file is data, never part of a page: letters stay readable.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private bool hasRows;

    public override void WriteHeader()
    {
        string header = JsonSerializer.Serialize(
            new
            {
                company = Delivery.Layout.Company,
                category = Delivery.Category,
                sequence = Delivery.SequenceNumber,
                previous_sequence = Delivery.SequenceNumber - 1,
                run_id = Delivery.RunId,
                snapshot_date = Text(Delivery.SnapshotDate),
            }, Plain);
        Write($"{{\"header\":{header},\n\"rows\":");
        WriteBody("[");
    }

    public override void WriteRow(ErpDeltaRow row)
    {
        string text = JsonSerializer.Serialize(
            new
            {
                change_type = row.ChangeType,
                source_system = row.SourceSystem,
                number = row.SourceRecordId,
                old_code = row.OldCode,
                new_code = row.NewCode,
                effective_date = Text(row.EffectiveDate),
            }, Plain);
        WriteBody(hasRows ? $",\n{text}" : $"\n{text}");
        hasRows = true;
    }

    protected override void EndBody() => WriteBody("\n]");

    protected override void WriteTrailer(string bodyHash)
    {
        string trailer = JsonSerializer.Serialize(
            new
            {
                adds = Delivery.Totals.AddCount,
                changes = Delivery.Totals.ChangeCount,
                ends = Delivery.Totals.EndCount,
                rows = Delivery.Totals.RowCount,
                hash_total = Delivery.Totals.HashTotal,
                sha256 = bodyHash,
            }, Plain);
        Write($",\n\"trailer\":{trailer}}}\n");
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
