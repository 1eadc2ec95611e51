using Segmentation.Jobs.Publish;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Repeat;

/// <summary>Builds a night's tables once more, in a scratch folder, and says what they hold. Nothing is published.</summary>
public static class RepeatNight
{
    /// <summary>Builds and audits the tables that the night would publish.</summary>
    /// <param name="request">What the night was asked, with the folders of <see cref="FoldersOf"/>.</param>
    /// <param name="ledger">A ledger of its own, which holds what the run could read when it was at work.</param>
    /// <param name="cancellationToken">Cancelling leaves nothing behind.</param>
    /// <exception cref="RunRefusedException">Raw files are not what was loaded, or an audit that blocks has failed.</exception>
    public static IReadOnlyList<TableContent> Build(RepeatRequest request, ILedger ledger, CancellationToken cancellationToken)
    {
        IReadOnlyList<PlanStep> steps = Pipeline.Plan(request.Catalog);
        using ScratchFolder scratch = ScratchFolder.Make(request.Run);
        using DuckDbEngine engine = scratch.OpenEngine();
        var context = new JobContext(
            request.Run, engine, ledger, request.Catalog, request.Schemes, request.IsFullRefresh, request.Fitting, request.Models);
        NightBuild.Make(context, steps, scratch.Path, cancellationToken);
        return ContentHash.PerTable(engine, NightPublication.TablesOf(steps), cancellationToken);
    }

    /// <summary>The project's folders as the night found them.</summary>
    /// <param name="project">The project's folders; raw files are read there, and nothing is written.</param>
    /// <param name="basedOn">The publication that was live when the night began; null for the first night.</param>
    /// <param name="scratch">An empty folder.</param>
    public static ProjectFolders FoldersOf(ProjectFolders project, string? basedOn, string scratch) => project with
    {
        Scratch = scratch,
        ServingFile = basedOn is null ? Path.Combine(scratch, "nothing.duckdb") : PublicationFile.Of(project, basedOn).Path,
    };

    /// <summary>What the tables of a publication's file hold.</summary>
    public static IReadOnlyList<TableContent> Read(PublicationFile file, int threads, CancellationToken cancellationToken)
    {
        using DuckDbEngine engine = DuckDbEngine.Open(new DuckDbOptions { Path = file.Path, IsReadOnly = true, Threads = threads });
        IReadOnlyList<string> tables = engine.Query(
            """
            select table_schema || '.' || table_name
            from information_schema.tables
            where table_schema in ('publish', 'identity') and table_type = 'BASE TABLE' and table_catalog = current_database()
            """,
            "tables of the publication", row => row.GetString(0), null, cancellationToken);
        return ContentHash.PerTable(engine, tables, cancellationToken);
    }
}

/// <summary>What a night was asked, to be asked again.</summary>
public sealed record RepeatRequest
{
    /// <summary>The run, under its own id and start: whatever it names after itself gets the same names.</summary>
    public required RunContext Run { get; init; }

    public required TransformCatalog Catalog { get; init; }

    public required IReadOnlyList<string> Schemes { get; init; }

    public bool IsFullRefresh { get; init; }

    public FitRule Fitting { get; init; }

    public IReadOnlyDictionary<string, string>? Models { get; init; }
}
