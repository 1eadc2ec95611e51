using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Models.Ledger;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Reconcile;

/// <summary>Says of every entry whether its account is tied, and which rule of the configuration takes it out of the comparison, if one
/// does.</summary>
/// <remarks>Reads finance.ledger_entries. Writes finance.ruled_entries, a view.</remarks>
public sealed class DefineLedgerRulesJob : IBatchJob
{
    public string Name => "define_ledger_rules";

    public IReadOnlyList<string> Reads => ["finance.ledger_entries"];

    public IReadOnlyList<string> Writes => ["finance.ruled_entries"];

    public JobResult Run(JobContext context, CancellationToken cancellationToken)
    {
        FinanceConfig finance = context.Run.Config.Finance;
        FinanceRuleConfig[] rules = [.. finance.Rules.Where(rule => rule.Of == FinanceSide.Entries)];
        context.Engine.Execute($"""
            create or replace view finance.ruled_entries as
            select
                *,
                {RuleSql.First(rules, rule => rule.Rule)} as rule,
                {RuleSql.First(rules, rule => rule.Line.Word())} as rule_line,
                {(finance.ManualJournals is { } condition ? $"coalesce(({condition}\n), false)" : "cast(null as boolean)")} as is_manual,
                account_class in ({string.Join(", ", AccountClasses.Tied.Select(SqlText.Literal))}) as is_tied
            from finance.ledger_entries
            """, Name, null, cancellationToken);
        return new JobResult(0, $"{rules.Length} rules of the company's own");
    }
}

/// <summary>SQL of the company's own rules.</summary>
internal static class RuleSql
{
    /// <summary>What the first rule that holds gives; null when none does.</summary>
    public static string First(IReadOnlyList<FinanceRuleConfig> rules, Func<FinanceRuleConfig, string> value) => rules.Count == 0
        ? "cast(null as string)"
        : $"case{string.Concat(rules.Select(rule => $"\nwhen ({rule.When}\n) then {SqlText.Literal(value(rule))}"))} end";
}
