using System.Globalization;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Reconcile;

/// <summary>What the night has to say of signed periods for which something else is known now.</summary>
internal static class LateData
{
    private const string Differences = """
        with posted as (
            select period, signed_legal_entity, currency, sum(document_count) as document_count, sum(amount) as amount
            from (
                select *, min(scheme) over (partition by period, signed_legal_entity) as one_scheme
                from config.posted_customers
            ) as posted_customers
            where scheme = one_scheme
            group by all
        ),
        tonight as (
            select signed.period, signed.signed_legal_entity, revenue.currency, sum(revenue.document_count) as document_count, sum(revenue.amount) as amount
            from (select distinct period, signed_legal_entity from config.posted_schemes) as signed
            inner join finance.customer_revenue as revenue
                on revenue.period = signed.period
                and (signed.signed_legal_entity = '' or signed.signed_legal_entity = revenue.legal_entity)
            group by all
        )
        select period, signed_legal_entity, currency, documents, amount
        from (
            select
                coalesce(tonight.period, posted.period) as period,
                coalesce(tonight.signed_legal_entity, posted.signed_legal_entity) as signed_legal_entity,
                coalesce(tonight.currency, posted.currency) as currency,
                cast(coalesce(tonight.document_count, 0) - coalesce(posted.document_count, 0) as bigint) as documents,
                cast(coalesce(tonight.amount, 0) - coalesce(posted.amount, 0) as decimal(28,4)) as amount
            from tonight
            full outer join posted using (period, signed_legal_entity, currency)
        ) as differences
        where documents <> 0 or amount <> 0
        order by period, signed_legal_entity, currency
        """;

    /// <summary>One sentence for each signed period and currency that received something.</summary>
    public static IReadOnlyList<string> Notices(DuckDbEngine engine, CancellationToken cancellationToken) => engine.Query(
        Differences, "signed periods that received something",
        row => Notice(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetDecimal(4)), null, cancellationToken);

    internal static string Notice(string period, string legalEntity, string currency, long documents, decimal amount)
    {
        string name = Signoff.NameOf(period, legalEntity);
        string money = string.Create(CultureInfo.InvariantCulture, $"{amount:N2} {currency}");
        string what = documents switch
        {
            > 0 => $"{documents} late {(documents == 1 ? "document" : "documents")} of {money} {(documents == 1 ? "is" : "are")}",
            < 0 => $"{-documents} {(documents == -1 ? "document" : "documents")} fewer, of {money}, {(documents == -1 ? "is" : "are")}",
            _ => $"corrections of {money} are",
        };
        return $"Period {name} is signed; {what} a restatement, not a change.";
    }
}
