using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Publish;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Erp;

/// <summary>Compares what is live with what the ERP was sent, by the same transforms as the night.</summary>
internal static class ErpComparison
{
    private const string Sent = "intermediate.int_erp_classes__sent";
    private const string Delta = "publish.erp_classification_delta";

    /// <summary>Runs the night's own transforms over the live publication and over what was sent until now.</summary>
    /// <returns>Whether the publication has classes.</returns>
    public static bool Run(
        DuckDbEngine engine, Publication live, ErpConfig config, ILedger ledger, ProjectFolders folders, TransformCatalog catalog,
        CancellationToken cancellationToken)
    {
        engine.Execute(
            $"attach {SqlText.Literal(PublicationFile.Of(folders, live.RunId).Path)} as live (read_only)", "the live publication", null, cancellationToken);
        if (!engine.HasTableIn("live", "publish.erp_customer_classification"))
        {
            return false;
        }

        engine.CreateFunctions(catalog);
        engine.Execute(
            "create schema publish; create view publish.erp_customer_classification as select * from live.publish.erp_customer_classification",
            "the live publication", null, cancellationToken);
        ErpTables.Write(engine, config, ledger, folders);
        foreach (string transform in (string[])[Sent, Delta])
        {
            engine.RunTransform(catalog.Find(transform)!, new Dictionary<string, object?>(), cancellationToken);
        }

        return true;
    }

    /// <summary>Control totals of a category's delta, and how many of its rows are longer than their fields or have line ends in them.</summary>
    public static (ErpTotals Totals, long Misfits) Measure(DuckDbEngine engine, string category, ErpLayout layout) => engine.Query(
        $"""
        select
            count(case when change_type = 'add' then 1 end),
            count(case when change_type = 'change' then 1 end),
            count(case when change_type = 'end' then 1 end),
            cast(coalesce(sum(cast(right('0' || seg_digits(source_record_id), 15) as hugeint)), 0) % 1000000000000000 as bigint),
            count(case
                when length(source_record_id) > :number_width or length(source_system) > :source_width
                    or greatest(length(coalesce(old_code, '')), length(coalesce(new_code, ''))) > :code_width
                    or contains(source_record_id || source_system, chr(10)) or contains(source_record_id || source_system, chr(13))
                then 1
            end)
        from {Delta}
        where category = :category
        """,
        "control totals",
        row => (new ErpTotals(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)), row.GetInt64(4)),
        new Dictionary<string, object?>
        {
            ["category"] = category,
            ["number_width"] = layout.NumberWidth,
            ["source_width"] = layout.SourceWidth,
            ["code_width"] = layout.CodeWidth,
        })[0];
}
