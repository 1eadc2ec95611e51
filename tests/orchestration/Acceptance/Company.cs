using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs;

namespace Segmentation.Batch.Tests.Acceptance;

/// <summary>A real company's data under its own small configuration, in a temporary folder.</summary>
internal sealed class Company : IDisposable
{
    private readonly string folder;
    private readonly ProjectSession session;

    /// <param name="name">File below companies/ without its ending.</param>
    public Company(string name)
    {
        folder = Path.Combine(Path.GetTempPath(), $"segbatch-{name}-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "companies", $"{name}.yml"), Path.Combine(folder, "segmentation.yml"), overwrite: true);
        Environment.SetEnvironmentVariable("SEGBATCH_TEST_DATA", SharedData.Folder);
        session = ProjectSession.Open(folder, TimeProvider.System, Terminal.Standard());
    }

    public NightResult Night(string snapshotDate, int? threads = null) => session.PublishNight(snapshotDate, threads);

    /// <summary>The first row of a query over the published tables, as text.</summary>
    public IReadOnlyList<string> Row(string sql) => Rows(sql)[0];

    public IReadOnlyList<IReadOnlyList<string>> Rows(string sql)
    {
        using PublishedTables tables = PublishedTables.Open(session.Folders);
        return [.. tables.Query(sql, CancellationToken.None).Rows.Select(row => row.Select(value => $"{value}").ToArray())];
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}

/// <summary>The real data beside the project.</summary>
internal static class SharedData
{
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(Root(), "..", "shared", "data"));

    /// <summary>On a laptop without the data the test is skipped and says so; in CI that is a failure.</summary>
    public static void Require()
    {
        bool isThere = Directory.Exists(Folder);
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            isThere.ShouldBeTrue($"the real data is not at {Folder}; in CI it must be");
        }

        Skip.IfNot(isThere, "the real data is not beside the project (../shared/data)");
    }

    private static string Root()
    {
        string? at = AppContext.BaseDirectory;
        while (at is not null && !File.Exists(Path.Combine(at, "Segmentation.Batch.sln")))
        {
            at = Path.GetDirectoryName(at);
        }

        return at ?? AppContext.BaseDirectory;
    }
}
