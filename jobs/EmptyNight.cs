using Segmentation.Jobs.Ingest;
using Segmentation.Jobs.Publish;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs;

/// <summary>A night over no rows: for asking whether the configuration's SQL binds, and which columns every table has.</summary>
public static class EmptyNight
{
    /// <summary>Makes the tables up to the features over no rows at all, so that the configuration's SQL can be bound to them.</summary>
    public static void Build(RunContext run, TransformCatalog catalog, ILedger ledger, DuckDbEngine engine)
    {
        // What the company's own SQL says of the books is bound to these tables afterwards, not while they are made.
        RunContext bare = run with { Config = run.Config with { Finance = run.Config.Finance with { Document = "order_id" } } };
        var context = new JobContext(bare, engine, ledger, catalog, [], false);
        IReadOnlyList<PlanStep> steps = StepOrder.Select(
            Pipeline.Plan(catalog), $"{FeatureCatalog.Table}, mart.customers, intermediate.int_order_lines__identified, finance.ledger_entries, finance.service_costs");
        Do(context, steps, CancellationToken.None);
    }

    /// <summary>Makes every table of a night and the views over what it publishes. No scheme is scored: over no rows nothing can be.</summary>
    /// <param name="run">The run. The configuration's SQL must bind.</param>
    /// <param name="catalog">Every transform.</param>
    /// <param name="ledger">A ledger in which nothing is recorded.</param>
    /// <param name="engine">An empty database.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    public static void BuildWhole(RunContext run, TransformCatalog catalog, ILedger ledger, DuckDbEngine engine, CancellationToken cancellationToken)
    {
        var context = new JobContext(run, engine, ledger, catalog, [], false);
        Do(context, Pipeline.Plan(catalog), cancellationToken);
        foreach (Transform view in catalog.InOrder.Where(transform => transform.Schema == "views"))
        {
            engine.RunTransform(view, RunParameters.Of(run), cancellationToken);
        }
    }

    private static void Do(JobContext context, IReadOnlyList<PlanStep> steps, CancellationToken cancellationToken)
    {
        context.Engine.CreateFunctions(context.Catalog);
        RawStore.CreateEmpty(context.Engine);
        PreviousTables.CreateEmpty(context.Engine);
        foreach (PlanStep step in steps)
        {
            NightBuild.DoStep(context, step, isNewest: true, cancellationToken);
        }
    }
}
