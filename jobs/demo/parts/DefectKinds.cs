namespace Segmentation.Jobs.Demo;

/// <summary>A way to spoil an order line.</summary>
/// <param name="Name">Name in the truth.</param>
/// <param name="Reason">Word the reason for refusing the row should contain: a contract column, or what is wrong.</param>
/// <param name="Spoil">Spoils the fields of a good row that was given a line number of its own.</param>
internal sealed record DefectKind(string Name, string Reason, Action<OrderFileLayout, List<string>> Spoil)
{
    /// <summary>Keeps the good row's line number, so that it is the same line again.</summary>
    public bool IsRepeat { get; init; }

    /// <summary>Must be the last record, since nothing behind it can be told apart.</summary>
    public bool IsLast { get; init; }

    /// <summary>Spoils the encoding, which only a file in UTF-8 can have wrong.</summary>
    public bool NeedsUtf8 { get; init; }
}

/// <summary>Every kind of planted defect.</summary>
internal static class DefectKinds
{
    public static IReadOnlyList<DefectKind> All { get; } =
    [
        new("quantity_not_a_number", "quantity", (_, row) => row[OrderFileLayout.Quantity] = "two"),
        new("impossible_date", "ordered_at", (layout, row) =>
            row[OrderFileLayout.OrderedAt] = layout.System == DemoSystem.Crm ? "30.02.2026 10:15" : "2026-02-30 10:15:00"),
        new("missing_order_id", "order_id", (_, row) => row[OrderFileLayout.OrderId] = ""),
        new("too_few_fields", "fields", (_, row) => row.RemoveRange(row.Count - 3, 3)),
        new("too_many_fields", "fields", (_, row) => row.AddRange(["?", "?"])),
        new("invalid_utf8", "UTF-8", (_, row) => row[OrderFileLayout.Region] = "Th\u00fcringen") { NeedsUtf8 = true },
        new("duplicate_line", "duplicate", (_, _) => { }) { IsRepeat = true },
        new("unknown_document_type", "document_type", (layout, row) =>
            row[OrderFileLayout.DocumentType] = layout.System == DemoSystem.Crm ? "XX" : "proforma"),
        new("currency_without_rate", "currency", (_, row) => row[OrderFileLayout.Currency] = "USD"),
        new("far_future_date", "ordered_at", (layout, row) =>
            row[OrderFileLayout.OrderedAt] = layout.System == DemoSystem.Crm ? "14.03.2262 10:15" : "2262-03-14 10:15:00"),
        new("unclosed_quote", "quote", (_, row) => row[OrderFileLayout.Region] = "\"Bayern") { IsLast = true },
    ];
}
