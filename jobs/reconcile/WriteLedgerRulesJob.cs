using DuckDB.NET.Data;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Models.Ledger;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Reconcile;

/// <summary>Puts what the configuration says of the books into tables: periods, accounts, entities, tolerances.</summary>
/// <remarks>Reads raw.gl_entries, only to see whether there is a ledger: there are many days, and without one nobody asks for them.</remarks>
public sealed class WriteLedgerRulesJob : IBatchJob
{
    private const string Tables = """
        create schema if not exists config;
        create or replace table config.finance (
            customer_source string, match_days bigint, materiality decimal(28,4), is_tied boolean, has_profit boolean
        );
        create or replace table config.fiscal_periods (period string, first_date date, last_date date, fiscal_year string, period_number bigint);
        create or replace table config.fiscal_days (fiscal_date date, period string);
        create or replace table config.gl_accounts (first_account string, last_account string, is_prefix boolean, account_class string);
        create or replace table config.cost_positive_classes (account_class string);
        create or replace table config.legal_entities (business_unit string, legal_entity string);
        create or replace table config.collective_customers (erp_customer_number string);
        create or replace table config.finance_tolerances (currency string, amount decimal(28,4), percent decimal(9,4))
        """;

    public string Name => "write_ledger_rules";

    public IReadOnlyList<string> Reads => ["raw.gl_entries"];

    public IReadOnlyList<string> Writes =>
    [
        "config.finance", "config.fiscal_periods", "config.fiscal_days", "config.gl_accounts", "config.cost_positive_classes",
        "config.legal_entities", "config.collective_customers", "config.finance_tolerances",
    ];

    public JobResult Run(JobContext context, CancellationToken cancellationToken)
    {
        DuckDbEngine engine = context.Engine;
        FinanceConfig finance = context.Run.Config.Finance;
        engine.Execute(Tables, Name, null, cancellationToken);

        bool isTied = Books.AreLoaded(engine, cancellationToken);
        bool hasProfit = context.Run.Config.Profit is not null;
        engine.Append("config.finance", [finance], (row, rules) => row
            .AppendValue(rules.CustomerSource).AppendValue((long)rules.MatchDays).AppendValue(rules.Materiality)
            .AppendValue(isTied).AppendValue(hasProfit));
        IReadOnlyList<FiscalPeriod> periods = Calendars.Periods(finance.Calendar);
        engine.Append("config.fiscal_periods", periods, (row, period) => row
            .AppendValue(period.Name).AppendValue(period.FirstDate).AppendValue(period.LastDate)
            .AppendValue(period.FiscalYear).AppendValue((long)period.Number));
        if (isTied || hasProfit)
        {
            engine.Append("config.fiscal_days", periods.SelectMany(period => period.Days.Select(day => (day, period.Name))), (row, item) => row
                .AppendValue(item.day).AppendValue(item.Name));
        }

        engine.Append("config.gl_accounts", finance.Accounts.Select(account => (Range: AccountRange.Parse(account.Key)!, account.Value)), (row, item) => row
            .AppendValue(item.Range.First).AppendValue(item.Range.Last).AppendValue(item.Range.IsPrefix).AppendValue(item.Value.Word()));
        Names("config.cost_positive_classes", finance.CostPositive.Select(accountClass => accountClass.Word()));
        engine.Append("config.legal_entities", finance.LegalEntities, (row, entity) => row
            .AppendValue(entity.Key).AppendValue(entity.Value));
        Names("config.collective_customers", finance.CollectiveCustomers.Distinct());
        engine.Append("config.finance_tolerances", finance.Tolerance, (row, tolerance) => row
            .AppendValue(tolerance.Key).AppendValue(tolerance.Value.Amount).AppendValue(tolerance.Value.Percent));
        return new JobResult(periods.Count, $"{periods.Count:N0} fiscal periods, {finance.Accounts.Count} accounts");

        void Names(string table, IEnumerable<string> names) =>
            engine.Append(table, names, (IDuckDBAppenderRow row, string name) => row.AppendValue(name));
    }
}
