using System.Globalization;
using System.Text;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Reconcile;

/// <summary>What was posted, customer by customer: a Parquet file that no run ever changes.</summary>
public static class PostedFile
{
    /// <summary>What every customer, and everybody without a name, comes to in every scheme, as the publication has it.</summary>
    private const string Rows = """
        select
            revenue.period,
            revenue.legal_entity,
            dim_scheme.scheme,
            coalesce(dim_scheme.model_version, '') as model_version,
            coalesce(dim_scheme.definition_hash, '') as definition_hash,
            revenue.customer_id,
            coalesce(customer_segments.segment_code, 'UNASSIGNED') as segment_code,
            revenue.business_unit,
            revenue.currency,
            revenue.account_class,
            revenue.document_count,
            revenue.amount
        from publish.finance_customer_revenue as revenue
        cross join publish.dim_scheme
        left join publish.customer_segments
            on customer_segments.scheme = dim_scheme.scheme
            and customer_segments.customer_id = revenue.customer_id
        where revenue.period = :period and (:legal_entity = '' or revenue.legal_entity = :legal_entity)
        """;

    private const string Keys = "scheme, segment_code, legal_entity, business_unit, currency, account_class";

    /// <summary>Where the file of a revision lies, relative to the warehouse folder.</summary>
    public static string PathOf(string period, string legalEntity, long revision) => string.Create(
        CultureInfo.InvariantCulture, $"posted/{Plain(period)}{(legalEntity.Length == 0 ? "" : "_" + Plain(legalEntity))}_r{revision}.parquet");

    /// <summary>Freezes what a publication has of a period. A file that is there already was never signed, and is replaced.</summary>
    /// <returns>The figures for the ledger, and what the ledger keeps of the file.</returns>
    public static (IReadOnlyList<PostedFigure> Figures, PostedFacts Facts) Write(
        DuckDbEngine engine, ProjectFolders folders, string period, string legalEntity, long revision, CancellationToken cancellationToken)
    {
        var parameters = new Dictionary<string, object?> { ["period"] = period, ["legal_entity"] = legalEntity };
        IReadOnlyList<PostedFigure> figures = engine.Query(
            $"select {Keys}, cast(sum(amount) as decimal(28,4)), cast(sum(document_count) as bigint) from ({Rows}) as posted group by {Keys} order by {Keys}",
            "figures to post",
            row => new PostedFigure(
                period, legalEntity, revision, row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4),
                row.GetString(5), row.GetDecimal(6), row.GetInt64(7)),
            parameters, cancellationToken);

        string relative = PathOf(period, legalEntity, revision);
        string path = Path.Combine(folders.Warehouse, relative);
        string temporary = AtomicFile.TemporaryName(path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            FaultPoint.Reach("posted file: before");
            engine.Execute(
                $"copy (select * from ({Rows}) as posted order by scheme, customer_id, {Keys}) to {SqlText.Literal(temporary)} (format parquet, compression zstd)",
                "customers to post", parameters, cancellationToken);
            AtomicFile.Flush(temporary);
            long rows = engine.Scalar<long>($"select count(*) from read_parquet({SqlText.Literal(temporary)})", "customers posted", null, cancellationToken);
            var facts = new PostedFacts(figures.Count, relative, rows, FileHash.Of(temporary));
            AtomicFile.Place(temporary, path);
            return (figures, facts);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Makes sure that a file is what was signed.</summary>
    /// <returns>Its full path.</returns>
    /// <exception cref="RunRefusedException">It is gone, or is not what was signed.</exception>
    public static string Verify(ProjectFolders folders, Signoff prepared)
    {
        PostedFacts facts = prepared.Posted!;
        string path = Path.Combine(folders.Warehouse, facts.File);
        string? wrong = !File.Exists(path) ? "is gone"
            : FileHash.Of(path) != facts.FileSha256 ? "is not the file that was signed: its SHA-256 is another" : null;
        return wrong is null ? path : throw new RunRefusedException(
            $"The file {facts.File}, which holds what was posted for period {prepared.Name} (revision {prepared.Revision}), {wrong}. The published tables are unchanged. Restore it from a backup; the figures by segment stand in the ledger.");
    }

    /// <summary>A name that is good in every file system, and another for every other name: '_' joins the parts, so none is left inside.</summary>
    private static string Plain(string name) => string.Concat(Encoding.UTF8.GetBytes(name).Select(letter =>
        char.IsAsciiLetterOrDigit((char)letter) || letter == '-' ? ((char)letter).ToString() : $"%{letter:X2}"));
}
