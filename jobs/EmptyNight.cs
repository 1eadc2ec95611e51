using Segmentation.Jobs.Ingest;
using Segmentation.Jobs.Publish;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs;

/// <summary>A night over no rows, for asking whether the configuration's SQL binds.</summary>
public static class EmptyNight
{
    /// <summary>Makes the tables up to the features over no rows at all, so that the configuration's SQL can be bound to them.</summary>
    public static void Build(RunContext run, TransformCatalog catalog, ILedger ledger, DuckDbEngine engine)
    {
        // What the company's own SQL says of the books is bound to these tables afterwards, not while they are made.
        RunContext bare = run with { Config = run.Config with { Finance = run.Config.Finance with { Document = "order_id" } } };
        var context = new JobContext(bare, engine, ledger, catalog, [], false);
        engine.CreateFunctions(catalog);
        RawStore.CreateEmpty(engine);
        PreviousTables.CreateEmpty(engine);
        IReadOnlyList<PlanStep> steps = StepOrder.Select(
            Pipeline.Plan(catalog), $"{FeatureCatalog.Table}, mart.customers, intermediate.int_order_lines__identified, finance.ledger_entries, finance.service_costs");
        foreach (PlanStep step in steps)
        {
            NightBuild.DoStep(context, step, isNewest: true, CancellationToken.None);
        }
    }
}
