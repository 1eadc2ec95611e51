using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Resolve;

/// <summary>Who was who when the last night was published.</summary>
public static class PreviousIdentity
{
    /// <summary>Makes the tables of the first night: nobody was anybody yet.</summary>
    /// <remarks>On later nights previous.customer_xref and previous.id_changes are the published identity tables.</remarks>
    public static void CreateEmpty(DuckDbEngine engine)
    {
        const string Subject = "making an empty previous identity";
        engine.Execute("create schema if not exists previous", Subject);
        engine.Execute(
            "create or replace table previous.customer_xref (source_system string, source_record_id string, customer_id string)",
            Subject);
        engine.Execute(
            """
            create or replace table previous.id_changes (
                change_type string, old_customer_id string, new_customer_id string,
                snapshot_date date, run_id string, changed_at timestamp)
            """,
            Subject);
    }
}
