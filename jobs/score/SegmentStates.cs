using Segmentation.Jobs.Configuration;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Score;

/// <summary>Customers who cannot be scored get an explicit state, and a segment of that name, never a silent default.</summary>
public static class SegmentStates
{
    public const string Scored = "scored";

    /// <summary>Of schemes that rest on a survey only.</summary>
    public const string Untyped = "untyped";

    /// <summary>State, code, label and meaning, in the order in which they are checked.</summary>
    public static IReadOnlyList<(string State, string Code, string Label, string Description)> All { get; } =
    [
        ("excluded", "NO_CONSENT", "Excluded by consent", "Has withdrawn, or not given, the consent that the scheme needs."),
        ("net_negative", "NET_NEGATIVE", "Net negative", "Returned more than was bought before the snapshot date."),
        ("prospect", "PROSPECT", "Prospect", "Known, but has not bought before the snapshot date."),
        ("new", "TOO_NEW", "Too new to score", "Bought for the first time too recently for this scheme."),
        ("insufficient_history", "TOO_FEW_ORDERS", "Too few orders to score", "Has fewer orders than this scheme needs."),
        ("unmatched", "UNMATCHED", "No rule applies", "Could be scored, but no rule of the scheme applies."),
        (Untyped, "UNTYPED", "Cannot be typed", "Did not answer the survey, and what they do does not say clearly enough which segment is theirs."),
        ("unassigned", "UNASSIGNED", "Without a customer", "Order lines that name no customer; kept so that totals tie."),
    ];

    /// <summary>The states that a kind of scheme can give.</summary>
    public static IEnumerable<(string State, string Code, string Label, string Description)> Of(SchemeKind kind) =>
        All.Where(state => state.State != Untyped || kind == SchemeKind.Needs);

    /// <summary>Codes that no scheme may give to a segment of its own.</summary>
    public static bool IsReserved(string code) => All.Any(state => state.Code == code);

    /// <summary>SQL that gives each row of mart.customer_measures its state.</summary>
    public static string StateExpression(StateConfig states)
    {
        var cases = new List<string>();
        if (states.ConsentPurpose is not null)
        {
            cases.Add(states.ConsentRequired
                ? "when not coalesce(consents.is_granted, false) then 'excluded'"
                : "when coalesce(consents.is_withdrawn, false) then 'excluded'");
        }

        if (states.NetNegative)
        {
            cases.Add("when measures.net_spend_amount < 0 then 'net_negative'");
        }

        cases.Add("when measures.order_count = 0 then 'prospect'");
        if (states.NewDays > 0)
        {
            cases.Add($"when measures.tenure_days < {states.NewDays} then 'new'");
        }

        if (states.MinimumOrders > 1)
        {
            cases.Add($"when measures.order_count < {states.MinimumOrders} then 'insufficient_history'");
        }

        return $"case {string.Join(" ", cases)} else '{Scored}' end";
    }

    /// <summary>SQL of a table of customers with their measures and their state.</summary>
    public static string CustomersWithState(StateConfig states)
    {
        string consents = states.ConsentPurpose is null
            ? ""
            : $"""

                left join intermediate.int_customer_consents__resolved as consents
                    on consents.customer_id = measures.customer_id
                    and consents.purpose = {SqlText.Literal(states.ConsentPurpose)}
                """;
        return $"""
            select
                measures.*,
                {StateExpression(states)} as state
            from mart.customer_measures as measures{consents}
            """;
    }

    /// <summary>SQL that turns a state into its segment code, and a scored customer into <paramref name="scoredCode"/>.</summary>
    public static string CodeExpression(string scoredCode)
    {
        IEnumerable<string> cases = All.Select(state => $"when '{state.State}' then '{state.Code}'");
        return $"case state {string.Join(" ", cases)} else {scoredCode} end";
    }
}
