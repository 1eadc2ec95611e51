using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Tests.Ledger;

/// <summary>Records of every kind, with the values that are easily lost: milliseconds, trailing zeros, nulls, quotes.</summary>
internal static class LedgerRecords
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 29, 12, 0, 0, 1, TimeSpan.Zero);

    public static RunRow Run(string id, DateTimeOffset? startedAt = null) => new()
    {
        RunId = id,
        Command = "nightly",
        StartedAt = startedAt ?? Noon,
        Status = RunStatus.Started,
        ProgramVersion = "1.2.3",
        ThreadCount = 8,
        ConfigHash = "c0",
        TransformsHash = "t0",
    };

    public static RunRow FullRun(string id) => Run(id) with
    {
        SnapshotDate = new DateOnly(2026, 2, 28),
        FinishedAt = Noon.AddMilliseconds(123_456),
        Status = RunStatus.Failed,
        EngineVersion = "DuckDB 1.5",
        InputHash = "i0",
        PublishedHash = "p0",
        Message = "It's \"refused\"; 100 % of it: größer – naïve\nsecond line",
    };

    public static StepRow Step(string run, int position) => new(run, position, "ingest", Noon, null, RunStatus.Started);

    public static FittedModel Model(string version, DateOnly day, bool isRefused = false) =>
        new(version, "value", "kmeans", day, "d0", "{\"k\": 3}", "{\"inertia\": 1.5}", isRefused);

    public static Publication Publication(string run, int minutes = 0) =>
        new(run, new DateOnly(2026, 2, 28), Noon.AddMinutes(minutes), "h0", 10_000_000_000, null, 5_000_000_000);

    public static PromotionIntent Intent(string run, string? replaced = null) =>
        new(run, replaced, PromotionKind.Promote, "tester", null, Noon);

    public static ChangeEntry Entry(string subject) => new(Noon, "tester", "override", subject, "{\"why\": \"it's so\"}");

    public static IngestedFile File(string load, string path, bool isLive = true) =>
        new("shop", path, $"hash of {path} in {load}", 5_000_000_000, load, isLive, new DateOnly(2024, 2, 29), null);

    public static LoadTotal Total(string load, string path, decimal amount) =>
        new(load, "shop", path, "order_lines", LoadFate.Quarantined, "EUR", 3_000_000_000, amount);

    public static Load Load(string id, string path, decimal amount, params IngestedFile[] superseded) => new(
        id, Noon, [File(id, path)], superseded,
        [new RawPart("order_lines", true, id, $"raw/order_lines/{id}.parquet", 7, 9, "s0")], [Total(id, path, amount)]);
}
