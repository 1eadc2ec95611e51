using Segmentation.Jobs.Erp;
using Segmentation.Jobs.Monitor;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Publish;

/// <summary>Makes a night's tables a publication: whole, on the disk, in the ledger, and seen by nobody yet.</summary>
internal static class NightPublication
{
    /// <summary>The tables that readers get of what the steps write.</summary>
    public static string[] TablesOf(IReadOnlyList<PlanStep> steps) =>
    [
        .. steps.SelectMany(step => step.Writes)
            .Where(table => table.StartsWith("publish.", StringComparison.Ordinal) || table.StartsWith("identity.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Writes the publication's file and lists it in the ledger as a candidate.</summary>
    /// <param name="context">The run; its engine holds the tables, which were audited.</param>
    /// <param name="gate">The way to readers.</param>
    /// <param name="heldReason">Why it may not be promoted by its night; null when nothing speaks against it.</param>
    /// <param name="steps">The steps that made the tables.</param>
    /// <param name="cancellationToken">Until the file is in place, cancelling leaves everything as it was.</param>
    public static Publication Keep(
        JobContext context, PublishGate gate, string? heldReason, IReadOnlyList<PlanStep> steps, CancellationToken cancellationToken)
    {
        context.Run.Log.StepStarted("build_publication");
        string[] tables = TablesOf(steps);
        string hash = ContentHash.Of(context.Engine, tables, cancellationToken);
        SegmentSizes.Keep(context, cancellationToken);
        ErpCodeBook.Keep(context);
        long customers = context.Engine.Scalar<long>("select count(*) from mart.customers", "customers", null, CancellationToken.None);
        var publication = new Publication(
            context.Run.RunId, context.Run.SnapshotDate, context.Run.StartedAt, hash, customers, gate.LiveRunId, 0, null, heldReason);
        PublicationFile file = PublicationFile.Build(context, publication, tables, cancellationToken);
        publication = publication with { SizeBytes = new FileInfo(file.Path).Length };
        context.Ledger.SavePublication(publication, PublishedSchemes(context));
        context.Run.Log.StepFinished("build_publication", customers, $"{tables.Length} tables, content {hash[..12]}");
        return publication;
    }

    /// <summary>Also schemes that this run did not score: the publication shows them, with the model they had.</summary>
    private static IReadOnlyList<PublishedScheme> PublishedSchemes(JobContext context) => context.Engine.Query(
        "select scheme, definition_hash, model_version from publish.dim_scheme order by scheme",
        "schemes of the publication",
        row => new PublishedScheme(row.GetString(0), row.IsDBNull(1) ? "" : row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2)));
}
