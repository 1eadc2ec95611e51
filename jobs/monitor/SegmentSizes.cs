using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Monitor;

/// <summary>Keeps how many customers each segment has tonight, so that later nights know what is usual.</summary>
internal static class SegmentSizes
{
    public static void Keep(JobContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<SegmentSize> sizes = context.Engine.Query(
            "select scheme, segment_code, count(*) from publish.customer_segments where segment_code is not null group by scheme, segment_code order by scheme, segment_code",
            "segment sizes",
            row => new SegmentSize(row.GetString(0), row.GetString(1), row.GetInt64(2)),
            null, cancellationToken);
        context.Ledger.SaveSegmentSizes(new RunSizes(context.Run.RunId, context.Run.SnapshotDate, sizes));
    }
}
