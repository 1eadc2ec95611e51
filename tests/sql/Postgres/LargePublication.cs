using System.Globalization;
using Segmentation.Sql.Engine;

namespace Segmentation.Tests.Postgres;

/// <summary>A publication file with as many tags as a test needs, made from a small one: every customer many times over.</summary>
public static class LargePublication
{
    /// <summary>What one reader asks of several views in one statement: two runs never answer the same, nor does half of one.</summary>
    public const string Question = """
        select concat_ws(' ', min(run_id), max(run_id), count(*), sum(hashtext(customer_id || segment_code)::bigint),
            (select count(*) from segments.dim_customer), (select max(run_id) from segments.dim_snapshot))
        from segments.customer_segments
        """;

    /// <summary>Makes a publication of a run of its own.</summary>
    /// <param name="source">The small publication.</param>
    /// <param name="target">The new file.</param>
    /// <param name="runId">Its run.</param>
    /// <param name="tags">About how many rows customer_segments gets.</param>
    public static void Make(string source, string target, string runId, long tags)
    {
        File.Copy(source, target, overwrite: true);
        using DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions { Path = target, Threads = 2 });
        long before = engine.Scalar<long>("select count(*) from publish.customer_segments", "test");
        string copies = (tags / before).ToString(CultureInfo.InvariantCulture);
        foreach (string table in (string[])["publish.customer_segments", "publish.dim_customer"])
        {
            engine.Execute(
                $"""
                insert into {table} by name
                select * exclude (nth) replace (customer_id || '-' || cast(nth as string) as customer_id)
                from {table}
                cross join range(1, {copies}) as copies (nth)
                """,
                $"more of {table}");
        }

        engine.Execute($"update publish.customer_segments set run_id = '{runId}'; update publish.dim_snapshot set run_id = '{runId}'", "the run's name");
        engine.Execute("checkpoint", "the publication");
    }
}
