using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Reconcile;

/// <summary>The last day up to which the ledger has entries: what was sold after it cannot be there yet.</summary>
internal sealed class PostedUntil(IReadOnlyDictionary<string, DateOnly> byEntity)
{
    public static PostedUntil Read(DuckDbEngine engine) => new(engine.Query(
        "select legal_entity, max(posting_date) from finance.ledger_entries where account_class in ('revenue', 'returns') group by legal_entity",
        "newest entries", row => (Entity: row.GetString(0), Day: row.GetFieldValue<DateOnly>(1)))
        .ToDictionary(entity => entity.Entity, entity => entity.Day));

    /// <summary>The last day of an entity; of all of them where it is not known.</summary>
    public DateOnly For(string legalEntity) =>
        byEntity.TryGetValue(legalEntity, out DateOnly day) ? day : byEntity.Values.DefaultIfEmpty(DateOnly.MaxValue).Max();
}
