using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Segmentation.Jobs.Configuration;

/// <summary>How the warehouse is tied to the general ledger. Without entries in gl_entries nothing of it is used.</summary>
public sealed record FinanceConfig
{
    [Description("The fiscal periods. Default: calendar months, named 2026-01.")]
    public CalendarConfig Calendar { get; init; } = new();

    [Description("Accounts by class, for sources that do not map account_class. The key is an account (4000), a range (4000-4099) or a prefix (84*); the value is revenue, returns, cogs, marketing, service or other.")]
    public IReadOnlyDictionary<string, AccountClass> Accounts { get; init; } = new Dictionary<string, AccountClass>();

    [Description("Account classes whose amounts the ledger writes with costs positive. All others are read as income positive: credit less debit.")]
    public IReadOnlyList<AccountClass> CostPositive { get; init; } = [];

    [Description("SQL over the order lines: the number under which the ledger knows a document. Default: order_id.")]
    public string Document { get; init; } = "order_id";

    [Description("Legal entity of each business unit, where the ledger has several entities. Without it they are compared together.")]
    public IReadOnlyDictionary<string, string> LegalEntities { get; init; } = new Dictionary<string, string>();

    [Description("Customer numbers of the ledger that stand for many customers, such as a collective debtor. They are not compared.")]
    public IReadOnlyList<string> CollectiveCustomers { get; init; } = [];

    [Description("Source system whose record ids are the ledger's customer numbers. Default: whichever has the number.")]
    public string? CustomerSource { get; init; }

    [Description("Days within which an entry without a document number is matched to a document of the same customer and amount.")]
    [Range(0, 366)]
    public int MatchDays { get; init; } = 7;

    [Description("Rules that take entries out of the comparison, in order: the first whose condition holds decides. The rest is compared.")]
    public IReadOnlyList<FinanceRuleConfig> Rules { get; init; } = [];

    [Description("SQL over finance.ledger_entries: which entries that fit no document are manual journals. Default: those without a document number, and those whose number is not built like any document's.")]
    public string? ManualJournals { get; init; }

    [Description("Differences that are listed and need no explanation, per currency.")]
    public IReadOnlyDictionary<string, ToleranceConfig> Tolerance { get; init; } = new Dictionary<string, ToleranceConfig>();

    [Description("Amount in the reporting currency from which a break is material. Default: every break is.")]
    [Range(0d, 1e15)]
    public decimal Materiality { get; init; }
}

/// <summary>The fiscal periods.</summary>
public sealed record CalendarConfig
{
    [Description("months, weeks (such as 4-4-5) or listed.")]
    public CalendarKind Kind { get; init; }

    [Description("Month in which the fiscal year begins, for months.")]
    [Range(1, 12)]
    public int FirstMonth { get; init; } = 1;

    [Description("Weeks of the periods of a quarter, for weeks.")]
    public IReadOnlyList<int> Weeks { get; init; } = [4, 4, 5];

    [Description("First day (2026-02-01) of each fiscal year, for weeks, and the day after the last one. A year of 53 weeks has its last period longer.")]
    public IReadOnlyList<string> YearStarts { get; init; } = [];

    [Description("Name of a period: {year} and {month} of its first day, {fiscal_year}, {period} (two digits). Default: {year}-{month} for months, {fiscal_year}-P{period} for weeks.")]
    public string? Name { get; init; }

    [Description("The periods themselves, for listed.")]
    public IReadOnlyList<PeriodConfig> Periods { get; init; } = [];
}

/// <summary>One fiscal period.</summary>
public sealed record PeriodConfig
{
    [Description("Its name, as the ledger writes it.")]
    [Required]
    public string Period { get; init; } = "";

    [Description("Its first day, as 2026-01-01.")]
    [Required, RegularExpression(@"^\d{4}-\d{2}-\d{2}$")]
    public string From { get; init; } = "";

    [Description("Its last day, as 2026-01-31.")]
    [Required, RegularExpression(@"^\d{4}-\d{2}-\d{2}$")]
    public string To { get; init; } = "";
}

/// <summary>Takes entries or documents out of the comparison.</summary>
public sealed record FinanceRuleConfig
{
    [Description("Its name, shown with what it explains.")]
    [Required]
    public string Rule { get; init; } = "";

    [Description("The line of the tie-out on which it stands.")]
    public FinanceLine Line { get; init; } = FinanceLine.Eliminations;

    [Description("What it takes out: entries of the ledger, or documents that the ledger does not have.")]
    public FinanceSide Of { get; init; }

    [Description("SQL condition over the columns of finance.ledger_entries or finance.documents.")]
    [Required]
    public string When { get; init; } = "";
}

/// <summary>A difference that needs no explanation.</summary>
public sealed record ToleranceConfig
{
    [Description("Largest amount, in the currency.")]
    [Range(0d, 1e15)]
    public decimal Amount { get; init; }

    [Description("Largest percentage of the document's amount.")]
    [Range(0d, 100d)]
    public decimal Percent { get; init; }
}

/// <summary>Kinds of fiscal calendars.</summary>
public enum CalendarKind
{
    Months,
    Weeks,
    Listed,
}

/// <summary>Classes of accounts.</summary>
public enum AccountClass
{
    Revenue,
    Returns,
    Cogs,
    Marketing,
    Service,
    Other,
}

/// <summary>Lines of the tie-out to which a rule may send what it takes out.</summary>
public enum FinanceLine
{
    Timing,
    Tax,
    Fx,
    Eliminations,
    Rounding,
    ManualJournals,
}

/// <summary>Sides of the tie-out.</summary>
public enum FinanceSide
{
    Entries,
    Documents,
}
