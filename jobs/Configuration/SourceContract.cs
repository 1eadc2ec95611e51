namespace Segmentation.Jobs.Configuration;

/// <summary>Type of a contract column. The SQL spelling runs on every engine.</summary>
public enum ContractType
{
    /// <summary>Text, kept as written.</summary>
    Text,

    /// <summary>Whole number.</summary>
    WholeNumber,

    /// <summary>Money: DECIMAL(18,4). Four decimals, since unit prices come with three.</summary>
    Money,

    /// <summary>Quantity or price per unit: DECIMAL(18,6).</summary>
    Quantity,

    /// <summary>Calendar day.</summary>
    Day,

    /// <summary>Date and time.</summary>
    Instant,

    /// <summary>A JSON object as text.</summary>
    Json,
}

/// <summary>One column of the source contract.</summary>
/// <param name="Name">Column name.</param>
/// <param name="Type">Type the raw table has.</param>
/// <param name="IsRequired">A row without a value breaks the contract and goes to quarantine.</param>
/// <param name="Allowed">The only values allowed, or none when any is.</param>
public sealed record ContractColumn(string Name, ContractType Type, bool IsRequired = false, params string[] Allowed)
{
    /// <summary>Columns from which it is computed when it is not mapped itself; none when it must be.</summary>
    public IReadOnlyList<string> ComputedFrom { get; init; } = [];

    /// <summary>The column's SQL type, spelled as every engine takes it.</summary>
    public string SqlType => Type switch
    {
        ContractType.WholeNumber => "bigint",
        ContractType.Money => "decimal(18,4)",
        ContractType.Quantity => "decimal(18,6)",
        ContractType.Day => "date",
        ContractType.Instant => "timestamp",
        _ => "string",
    };
}

/// <summary>One table of the source contract: what a company's files are mapped to.</summary>
/// <param name="Name">Table name in schema raw.</param>
/// <param name="Grain">What one row is.</param>
/// <param name="Key">Columns that name a row within its source system; the same key twice is a duplicate.
/// Empty: rows have no key of their own and are never compared.</param>
/// <param name="KeepsVersions">The same key again is a newer version of the row (customers, products), not a duplicate.</param>
/// <param name="Columns">The columns a mapping may fill.</param>
public sealed record ContractTable(
    string Name, string Grain, IReadOnlyList<string> Key, bool KeepsVersions, IReadOnlyList<ContractColumn> Columns)
{
    /// <summary>The amount column that control totals add up, if the table has one.</summary>
    public string? AmountColumn => Columns.Any(column => column.Name == "line_amount") ? "line_amount"
        : Columns.Any(column => column.Name == "amount") ? "amount" : null;

    /// <summary>Columns that every row needs and that a mapping neither fills nor lets be computed.</summary>
    /// <param name="isMapped">Whether the mapping fills a column.</param>
    public IReadOnlyList<ContractColumn> Missing(Func<string, bool> isMapped) =>
        [.. Columns.Where(column => column.IsRequired && !isMapped(column.Name)
            && (column.ComputedFrom.Count == 0 || !column.ComputedFrom.All(isMapped)))];

    /// <summary>Finds a column by name.</summary>
    public ContractColumn? Find(string column) => Columns.FirstOrDefault(candidate => candidate.Name == column);
}

/// <summary>The source contract: every table a company may bring, and what each needs.</summary>
/// <remarks>Every raw row also carries source_system, loaded_at, load_id, source_file and source_row.</remarks>
public static class SourceContract
{
    public static IReadOnlyList<ContractTable> Tables { get; } =
    [
        new("customers", "one record of one source system", ["source_record_id"], KeepsVersions: true,
        [
            Required("source_record_id"),
            new("party_type", ContractType.Text, false, "person", "company"),
            Text("legal_entity"), Text("parent_record_id"), Text("given_name"), Text("family_name"),
            Text("company_name"), Text("email"), Text("phone"), Text("address_line"), Text("city"),
            Text("region"), Text("postcode"), Text("country"), new("birth_date", ContractType.Day),
            Text("industry"), Text("employee_band"), new("created_at", ContractType.Instant),
            new("updated_at", ContractType.Instant), new("attributes", ContractType.Json),
        ]),
        new("order_lines", "one line of one order or credit note", ["order_id", "line_number"], KeepsVersions: false,
        [
            Required("order_id"),
            new("line_number", ContractType.WholeNumber),
            Text("source_record_id"),
            new("ordered_at", ContractType.Instant, IsRequired: true),
            new("document_type", ContractType.Text, false, "sale", "credit"),
            Text("product_id"),
            new("quantity", ContractType.Quantity),
            new("unit_price", ContractType.Quantity),
            new("discount_amount", ContractType.Money),
            new("tax_amount", ContractType.Money),
            new("line_amount", ContractType.Money, IsRequired: true) { ComputedFrom = ["quantity", "unit_price"] },
            new("cost_amount", ContractType.Money),
            Text("currency"), Text("channel"), Text("business_unit"), Text("region"),
        ]),
        new("products", "product", ["product_id"], KeepsVersions: true,
        [
            Required("product_id"), Text("product_name"), Text("product_line"), Text("category"), Text("brand"),
            new("list_price", ContractType.Quantity), new("unit_cost", ContractType.Quantity),
        ]),
        new("consents", "consent event", [], KeepsVersions: false,
        [
            Required("source_record_id"), Required("purpose"), Text("lawful_basis"),
            new("granted_at", ContractType.Instant), new("expires_at", ContractType.Instant),
            new("withdrawn_at", ContractType.Instant),
        ]),
        new("survey_answers", "answer to one question", ["survey_id", "source_record_id", "question_id"], KeepsVersions: true,
        [
            Required("survey_id"), Required("source_record_id"), Required("question_id"),
            new("answer_value", ContractType.Quantity), Text("answer_text"),
            new("answered_at", ContractType.Instant, IsRequired: true),
        ]),
        new("gl_entries", "general-ledger line", ["entry_id"], KeepsVersions: true,
        [
            Required("entry_id"),
            new("posting_date", ContractType.Day, IsRequired: true),
            Text("period"), Text("account"),
            new("account_class", ContractType.Text, false,
                "revenue", "returns", "cogs", "marketing", "service", "other"),
            new("amount", ContractType.Money, IsRequired: true) { ComputedFrom = ["debit_amount", "credit_amount"] },
            Text("currency"), Text("erp_customer_number"), Text("document_id"), Text("business_unit"),
            Text("legal_entity"), Text("journal_id"), Text("entry_text"),
            new("debit_amount", ContractType.Money), new("credit_amount", ContractType.Money),
        ]),
        new("service_costs", "cost booked to a customer or an activity", ["cost_id"], KeepsVersions: true,
        [
            Required("cost_id"), Text("source_record_id"), Text("cost_type"),
            new("amount", ContractType.Money, IsRequired: true),
            Text("currency"), Text("business_unit"),
            new("incurred_at", ContractType.Instant, IsRequired: true),
        ]),
        new("support_tickets", "ticket", ["ticket_id"], KeepsVersions: true,
        [
            Required("ticket_id"), Text("source_record_id"),
            new("opened_at", ContractType.Instant, IsRequired: true),
            new("first_response_at", ContractType.Instant), new("resolved_at", ContractType.Instant),
            Text("priority"), Text("channel"), Text("subject"), Text("body"),
            new("satisfaction_score", ContractType.Quantity),
        ]),
        new("segment_plans", "planned amount of one line of a segment's result in one period", ["scheme", "segment_code", "period", "line"], KeepsVersions: true,
        [
            Required("scheme"), Required("segment_code"), Required("period"),
            new("line", ContractType.Text, true,
                "gross_revenue", "discounts", "returns", "net_revenue", "cost_of_goods", "marketing", "cost_to_serve", "contribution_margin"),
            new("amount", ContractType.Money, IsRequired: true),
            Text("currency"),
        ]),
        new("exchange_rates", "rate of one currency on one day", ["currency", "rate_kind", "rate_date"], KeepsVersions: true,
        [
            Required("currency"),
            new("rate_kind", ContractType.Text, false, "booking", "closing", "average"),
            new("rate_date", ContractType.Day, IsRequired: true),
            new("rate", ContractType.Quantity, IsRequired: true),
        ]),
    ];

    /// <summary>Finds a contract table by name.</summary>
    public static ContractTable? Find(string table) => Tables.FirstOrDefault(candidate => candidate.Name == table);

    private static ContractColumn Text(string name) => new(name, ContractType.Text);

    private static ContractColumn Required(string name) => new(name, ContractType.Text, IsRequired: true);
}
