using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Resolve;

/// <summary>Puts the identity part of the configuration into tables that transforms join.</summary>
/// <remarks>Reads nothing. Writes config.match_rules, config.survivorship and config.survivorship_order.</remarks>
public sealed class WriteIdentityRulesJob : IBatchJob
{
    private const string AttributePrefix = "attributes.";

    private static readonly string[] Identifiers = ["email", "phone", "source_record_id"];

    // What describes a customer and can differ between its records. Ids and instants are the record's own.
    private static readonly string[] NotAttributes = ["source_record_id", "created_at", "updated_at"];

    public string Name => "write_identity_rules";

    public IReadOnlyList<string> Reads => [];

    public IReadOnlyList<string> Writes => ["config.match_rules", "config.survivorship", "config.survivorship_order"];

    public JobResult Run(JobContext context, CancellationToken cancellationToken)
    {
        IdentityConfig identity = context.Run.Config.Identity;
        Write(context.Engine, identity);
        return new JobResult(identity.Rules.Count, $"{identity.Rules.Count} matching rules");
    }

    /// <summary>Replaces config.match_rules, config.survivorship and config.survivorship_order.</summary>
    /// <exception cref="RunRefusedException">The configuration names something that customers do not have.</exception>
    private static void Write(DuckDbEngine engine, IdentityConfig identity)
    {
        MatchRuleRow[] rules = [.. identity.Rules.Select(rule => rule.On).Distinct().Select(ReadRule)];
        foreach (string attribute in identity.Survivorship.Keys)
        {
            CheckAttribute(attribute);
        }

        const string Subject = "writing the identity rules";
        engine.Execute("create schema if not exists config", Subject);
        engine.Execute(
            "create or replace table config.match_rules (rule_name string, match_on string, attribute_name string)", Subject);
        engine.Execute(
            "create or replace table config.survivorship (attribute string, source_system string, priority int)", Subject);
        engine.Execute("create or replace table config.survivorship_order (attribute string, take string)", Subject);

        engine.Append("config.match_rules", rules, (row, rule) =>
            row.AppendValue(rule.Name).AppendValue(rule.MatchOn).AppendValue(rule.AttributeName));
        engine.Append("config.survivorship", Preferences(identity), (row, preference) =>
            row.AppendValue(preference.Attribute).AppendValue(preference.SourceSystem).AppendValue(preference.Priority));
        engine.Append("config.survivorship_order", identity.Survivorship, (row, rule) =>
            row.AppendValue(rule.Key).AppendValue(rule.Value.Take == SurvivorshipOrder.Oldest ? "oldest" : "most_recent"));
    }

    private static MatchRuleRow ReadRule(string on)
    {
        if (Identifiers.Contains(on))
        {
            return new MatchRuleRow(on, on, null);
        }

        return on.StartsWith(AttributePrefix, StringComparison.Ordinal) && on.Length > AttributePrefix.Length
            ? new MatchRuleRow(on, "attribute", on[AttributePrefix.Length..])
            : throw new RunRefusedException(
                $"identity.rules: '{on}' is nothing that records can agree on. Nothing was resolved. Write one of {string.Join(", ", Identifiers)}, or attributes.NAME.");
    }

    private static void CheckAttribute(string attribute)
    {
        string[] attributes =
            [.. SourceContract.Find("customers")!.Columns.Select(column => column.Name).Except(NotAttributes)];
        if (!attributes.Contains(attribute))
        {
            throw new RunRefusedException(
                $"identity.survivorship: '{attribute}' is no attribute of customers. Nothing was resolved. Write one of {string.Join(", ", attributes)}.");
        }
    }

    private static IEnumerable<PreferenceRow> Preferences(IdentityConfig identity) =>
        identity.Survivorship.SelectMany(rule =>
            rule.Value.Prefer.Distinct().Select((source, place) => new PreferenceRow(rule.Key, source, place + 1)));

    private readonly record struct MatchRuleRow(string Name, string MatchOn, string? AttributeName);

    private readonly record struct PreferenceRow(string Attribute, string SourceSystem, int Priority);
}
