using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Reconcile;

/// <summary>Gives every order line the number under which the ledger knows its document, as the configuration says.</summary>
/// <remarks>Reads the known order lines and raw.gl_entries. Writes finance.order_lines, a view: of no rows where there is no ledger and
/// no profit to tell, so that companies without them do not pay for what they cannot compare.</remarks>
public sealed class DefineDocumentsJob : IBatchJob
{
    public string Name => "define_documents";

    public IReadOnlyList<string> Reads => ["intermediate.int_order_lines__known", "raw.gl_entries"];

    public IReadOnlyList<string> Writes => ["finance.order_lines"];

    public JobResult Run(JobContext context, CancellationToken cancellationToken)
    {
        bool isTied = Books.AreLoaded(context.Engine, cancellationToken);
        bool hasProfit = context.Run.Config.Profit is not null;
        context.Engine.Execute($"""
            create schema if not exists finance;
            create or replace view finance.order_lines as
            select
                cast(({context.Run.Config.Finance.Document}
                ) as string) as document_id,
                customer_number,
                document_type,
                currency,
                business_unit,
                line_amount,
                tax_amount,
                reporting_amount,
                {Profit("reporting_discount_amount")},
                {Profit("reporting_cost_amount")},
                ordered_date
            from intermediate.int_order_lines__known
            where {(isTied || hasProfit ? "true" : "false")}
            """, Name, null, cancellationToken);
        return new JobResult(0, isTied ? "compared with the ledger" : "no ledger is loaded");

        // Reading what nobody asks for is not free.
        string Profit(string column) => hasProfit ? column : $"cast(null as decimal(18,4)) as {column}";
    }
}
