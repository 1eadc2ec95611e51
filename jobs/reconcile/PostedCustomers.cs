using System.Globalization;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Reconcile;

/// <summary>Reads what was posted, customer by customer, under the ids that these customers have today.</summary>
internal sealed class PostedCustomers(JobContext context, IdMoves moves)
{
    private readonly Dictionary<string, DateTimeOffset> startedAt =
        context.Ledger.Runs(int.MaxValue).ToDictionary(run => run.RunId, run => run.StartedAt);

    /// <summary>Loads a signed period, once its file is known to be what was signed.</summary>
    public void Load(PeriodSignoff period, CancellationToken cancellationToken)
    {
        Signoff prepared = period.Prepared!;
        string path = PostedFile.Verify(context.Run.Folders, prepared);
        DateTimeOffset postedAt = startedAt.GetValueOrDefault(prepared.RunId, prepared.At);
        DuckDbEngine engine = context.Engine;
        engine.Execute("create or replace table config.posted_ids (posted_customer_id string, customer_id string)", "ids since then", null, cancellationToken);
        engine.Append("config.posted_ids", moves.MergesSince(postedAt), (row, move) => row.AppendValue(move.Key).AppendValue(move.Value));
        var parameters = new Dictionary<string, object?>
        {
            ["period"] = period.Period,
            ["legal_entity"] = period.LegalEntity,
            ["revision"] = period.Revision,
            ["posted_at"] = postedAt.UtcDateTime,
        };
        long rows = engine.Execute(
            $"""
            insert into config.posted_customers
            select
                posted.period, :legal_entity, posted.legal_entity, posted.scheme, posted.model_version, posted.definition_hash,
                posted.customer_id, coalesce(posted_ids.customer_id, posted.customer_id), posted.segment_code, posted.business_unit,
                posted.currency, posted.account_class, posted.document_count, posted.amount
            from read_parquet({SqlText.Literal(path)}) as posted
            left join config.posted_ids on posted_ids.posted_customer_id = posted.customer_id
            """, "what was posted", parameters, cancellationToken);
        if (rows != prepared.Posted!.FileRowCount)
        {
            throw new RunRefusedException(string.Create(
                CultureInfo.InvariantCulture,
                $"The file {prepared.Posted.File} has {rows} rows, and {prepared.Posted.FileRowCount} were signed. The published tables are unchanged. Restore it from a backup."));
        }

        engine.Execute(
            """
            insert into config.posted_schemes
            select distinct period, signed_legal_entity, cast(:revision as bigint), scheme, model_version, definition_hash, cast(:posted_at as timestamp)
            from config.posted_customers
            where period = :period and signed_legal_entity = :legal_entity
            """, "what was posted", parameters, cancellationToken);
        engine.Append("config.posted_splits", moves.SplitsSince(postedAt), (row, split) => row
            .AppendValue(period.Period).AppendValue(period.LegalEntity).AppendValue(split.Key).AppendValue(split.Value));
    }
}

/// <summary>Which customers became others, and when.</summary>
/// <param name="changes">All changes of ids, in the order in which they happened.</param>
internal sealed class IdMoves(IReadOnlyList<IdMoves.IdChange> changes)
{
    /// <summary>One change of an id.</summary>
    internal sealed record IdChange(bool IsMerge, string OldId, string NewId, DateTimeOffset At);

    public static IdMoves Read(DuckDbEngine engine, CancellationToken cancellationToken) => new(engine.Query(
        """
        select change_type = 'merge', old_customer_id, new_customer_id, changed_at
        from identity.id_changes
        where new_customer_id is not null
        order by changed_at, run_id, change_type, old_customer_id, new_customer_id
        """,
        "changes of ids",
        row => new IdChange(row.GetBoolean(0), row.GetString(1), row.GetString(2), new DateTimeOffset(row.GetDateTime(3), TimeSpan.Zero)),
        null, cancellationToken));

    /// <summary>The id that a customer of then has today, for those who have another.</summary>
    public IReadOnlyDictionary<string, string> MergesSince(DateTimeOffset then)
    {
        // From the newest back: whoever an id became then has become whatever came of that since.
        Dictionary<string, string> today = new(StringComparer.Ordinal);
        foreach (IdChange change in changes.Reverse().Where(change => change.IsMerge && change.At > then))
        {
            today[change.OldId] = today.GetValueOrDefault(change.NewId, change.NewId);
        }

        return today;
    }

    /// <summary>Customers of today who split off another since then, with the customer of today whom they left.</summary>
    public IReadOnlyDictionary<string, string> SplitsSince(DateTimeOffset then)
    {
        IReadOnlyDictionary<string, string> today = MergesSince(then);
        Dictionary<string, string> origins = new(StringComparer.Ordinal);
        foreach (IdChange change in changes.Where(change => !change.IsMerge && change.At > then))
        {
            string split = today.GetValueOrDefault(change.NewId, change.NewId);
            string origin = today.GetValueOrDefault(change.OldId, change.OldId);
            if (split != origin)
            {
                origins.TryAdd(split, origin);
            }
        }

        return origins;
    }
}
