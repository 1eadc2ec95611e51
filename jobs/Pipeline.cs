using Segmentation.Jobs.Build;
using Segmentation.Jobs.Erp;
using Segmentation.Jobs.Profit;
using Segmentation.Jobs.Reconcile;
using Segmentation.Jobs.Resolve;
using Segmentation.Jobs.Run;
using Segmentation.Jobs.Score;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs;

/// <summary>The night's steps, in order. Start reading here.</summary>
/// <remarks>
/// <para>A night is: ingest new files; make every table, each after all that it reads; audit every table; say what would
/// change; publish in one atomic step. Tables are made by transforms (sql/) and by the jobs listed here.</para>
/// <para>The order of the steps comes from what they read and write, and from nothing else.</para>
/// </remarks>
public static class Pipeline
{
    /// <summary>The steps that are C#, not SQL.</summary>
    public static IReadOnlyList<IBatchJob> Jobs { get; } =
    [
        new WriteConfigTablesJob(),
        new WriteIdentityRulesJob(),
        new ConnectRecordsJob(),
        new DefineMeasuresJob(),
        new WriteLedgerRulesJob(),
        new DefineDocumentsJob(),
        new DefineLedgerRulesJob(),
        new ReconcileLedgerJob(),
        new WriteFinanceTablesJob(),
        new DefineCostPoolsJob(),
        new AllocateCostsJob(),
        new ScoreSchemesJob(),
        new WriteErpTablesJob(),
    ];

    /// <summary>Schemas whose tables are there before the first step: loaded rows, and what the last night published.</summary>
    private static readonly string[] GivenSchemas = ["raw", "quarantine", "previous"];

    /// <summary>Puts all steps in order: each after every step that writes what it reads; among equals, by name.</summary>
    /// <exception cref="TransformException">A step reads a table that nobody writes, or steps read each other in a circle.</exception>
    public static IReadOnlyList<PlanStep> Plan(TransformCatalog catalog)
    {
        PlanStep[] steps =
        [
            .. Jobs.Select(job => new PlanStep(job.Name, job.Reads, job.Writes, null, job)),
            .. catalog.InOrder.Where(transform => transform.Schema != "views")
                .Select(transform => new PlanStep(transform.Name, transform.Reads, [transform.Name], transform, null)),
        ];
        return StepOrder.Sort(steps, GivenSchemas);
    }
}

/// <summary>One step of a plan: a transform or a job.</summary>
/// <param name="Name">The transform's table, or the job's name.</param>
/// <param name="Reads">Tables it needs.</param>
/// <param name="Writes">Tables it makes.</param>
/// <param name="Transform">The transform, if it is one.</param>
/// <param name="Job">The job, if it is one.</param>
public sealed record PlanStep(
    string Name, IReadOnlyList<string> Reads, IReadOnlyList<string> Writes, Transform? Transform, IBatchJob? Job);
