using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Explain;

/// <summary>Says why a customer is where they are, from what is published and the model that put them there.</summary>
/// <remarks>Reads customer_segments, segment_membership, customer_features, dim_scheme, dim_segment, feature_catalog and
/// identity.customer_xref of the serving file, models of the ledger, and conditions of the configuration. Writes nothing.</remarks>
public static class ExplainCustomer
{
    /// <summary>Explains.</summary>
    /// <param name="published">The serving file.</param>
    /// <param name="ledger">The ledger, for fitted models; null when there is none here.</param>
    /// <param name="config">The configuration.</param>
    /// <param name="customer">A customer_id, or a source record's id, alone or as system:id.</param>
    /// <param name="scheme">The only scheme wanted; null for all.</param>
    /// <param name="cancellationToken">Stops between queries.</param>
    /// <exception cref="RunRefusedException">Nobody has this id, several have, or the scheme is not published.</exception>
    public static CustomerExplanation Of(
        DuckDbEngine published, ILedger? ledger, SegmentationConfig config, string customer, string? scheme, CancellationToken cancellationToken)
    {
        string id = FindCustomer(published, customer, cancellationToken);
        IReadOnlyList<PublishedTag> tags = Tags(published, id, scheme, cancellationToken);
        var why = new SchemeReasons(published, ledger, config, id, cancellationToken);
        return new CustomerExplanation(id, Records(published, id), [.. tags.Select(why.Of)]);
    }

    private static string FindCustomer(DuckDbEngine published, string customer, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> found = published.Query(
            """
            select distinct customer_id
            from publish.customer_segments
            where customer_id = :customer
            union
            select distinct customer_id
            from identity.customer_xref
            where source_record_id = :customer or source_system || ':' || source_record_id = :customer
            order by customer_id
            """,
            "finding the customer", row => row.GetString(0), new Dictionary<string, object?> { ["customer"] = customer }, cancellationToken);
        return found switch
        {
            [var only] => only,
            [] => throw new RunRefusedException(
                $"No published customer has the id {customer}, and no source record either. Nothing was changed. Give a customer_id of customer_segments or a source_record_id as it is in the source; a record that was loaded today is known after the next 'segbatch nightly'."),
            _ => throw new RunRefusedException(
                $"{found.Count} customers have a record {customer}: {string.Join(", ", found)}. Nothing was changed. Name the source too, as system:{customer}, or give the customer_id."),
        };
    }

    private static IReadOnlyList<PublishedTag> Tags(DuckDbEngine published, string customer, string? scheme, CancellationToken cancellationToken)
    {
        IReadOnlyList<PublishedTag> tags = published.Query(
            """
            select
                tags.scheme,
                dim_scheme.kind,
                tags.segment_code,
                coalesce(tags.segment_label, tags.segment_code) as segment_label,
                coalesce(dim_segment.segment_description, '') as segment_description,
                tags.state,
                tags.score_detail,
                tags.next_segment_code,
                tags.confidence,
                tags.model_version,
                dim_scheme.definition_hash,
                tags.snapshot_date
            from publish.customer_segments as tags
            inner join publish.dim_scheme
                on dim_scheme.scheme = tags.scheme
            left join publish.dim_segment
                on dim_segment.scheme = tags.scheme
                and dim_segment.segment_code = tags.segment_code
            where tags.customer_id = :customer
            order by tags.scheme
            """,
            "tags of the customer",
            row => new PublishedTag(
                row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), Text(row, 6),
                Text(row, 7), row.IsDBNull(8) ? null : row.GetDouble(8), row.GetString(9), row.GetString(10), row.GetFieldValue<DateOnly>(11)),
            new Dictionary<string, object?> { ["customer"] = customer }, cancellationToken);
        return scheme is null
            ? tags
            : tags.Any(tag => tag.Scheme == scheme)
                ? [.. tags.Where(tag => tag.Scheme == scheme)]
                : throw new RunRefusedException(
                    $"--scheme {scheme}: it gives this customer no published tag. Nothing was changed. Published: {string.Join(", ", tags.Select(tag => tag.Scheme))}.");
    }

    private static IReadOnlyList<SourceRecord> Records(DuckDbEngine published, string customer) =>
        published.Query(
            "select source_system, source_record_id from identity.customer_xref where customer_id = :customer order by source_system, source_record_id",
            "records of the customer", row => new SourceRecord(row.GetString(0), row.GetString(1)),
            new Dictionary<string, object?> { ["customer"] = customer });

    private static string? Text(System.Data.Common.DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
