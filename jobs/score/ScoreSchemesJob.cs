using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Score;

/// <summary>Gives every customer a segment, or a state that says why not, in every scheme of the run.</summary>
/// <remarks>Reads mart.customer_measures, mart.feature_catalog, consents and survey answers. Writes scores.segment_assignments, what is known of the models that
/// gave them (scores.model_evidence, scores.model_cards), config.schemes and config.segments.</remarks>
public sealed class ScoreSchemesJob : IBatchJob
{
    private const string AssignmentsTable = """
        create or replace table scores.segment_assignments (
            scheme string,
            customer_id string,
            state string,
            segment_code string,
            score double,
            score_detail string,
            next_segment_code string,
            distance_to_next double,
            confidence double,
            model_version string
        )
        """;

    /// <summary>The step's name.</summary>
    public const string StepName = "score_schemes";

    public string Name => StepName;

    public IReadOnlyList<string> Reads =>
    [
        "mart.customer_measures",
        "mart.feature_catalog",
        "intermediate.int_customer_consents__resolved",
        "intermediate.int_customer_survey_answers__latest",
    ];

    public IReadOnlyList<string> Writes =>
        ["scores.segment_assignments", "scores.model_evidence", "scores.model_cards", "config.schemes", "config.segments"];

    public JobResult Run(JobContext context, CancellationToken cancellationToken)
    {
        context.Engine.Execute("create schema if not exists scores", Name, null, cancellationToken);
        context.Engine.Execute(AssignmentsTable, Name, null, cancellationToken);
        SchemeTables.Create(context.Engine);
        EvidenceTables.Create(context.Engine);

        foreach (string name in context.Schemes)
        {
            SchemeConfig config = context.Run.Config.Schemes[name];
            var scheme = new SchemeRun(name, config, context);
            SchemeOutcome outcome = Scorer(config.Kind).Score(scheme, cancellationToken);
            if (outcome.IsNewFit)
            {
                context.Ledger.SaveModel(
                    outcome.Model with { IsRefused = outcome.Refusal is not null }, context.Run.RunId, context.Run.StartedAt);
            }

            // The model is kept first, so that its evidence can be read; no night will use it.
            if (outcome.Refusal is { } refusal && context.Fitting != FitRule.Always)
            {
                throw new RunRefusedException(refusal);
            }

            SchemeTables.Add(context.Engine, scheme, outcome);
            EvidenceTables.Add(context.Engine, outcome.Model, outcome.Tonight);
            context.Run.Log.Note($"scheme {name}: {outcome.Summary}, model {outcome.Model.ModelVersion}");
            if (outcome.Warning is { } warning)
            {
                context.Run.Log.Note($"scheme {name}: {warning}");
            }
        }

        long rows = context.Engine.Scalar<long>("select count(*) from scores.segment_assignments", Name, null, cancellationToken);
        return new JobResult(rows, $"{rows:N0} tags in {context.Schemes.Count} schemes");
    }

    private static ISchemeScorer Scorer(SchemeKind kind) => kind switch
    {
        SchemeKind.Rfm => new RfmScorer(),
        SchemeKind.Rules => new RulesScorer(),
        SchemeKind.Lifecycle => new LifecycleScorer(),
        SchemeKind.Kmeans or SchemeKind.Hierarchical or SchemeKind.Mixture => new ClusterScorer(),
        SchemeKind.Needs => new NeedsScorer(),
        SchemeKind.ValueTier => new ValueTierScorer(),
        _ => throw new InvalidOperationException($"Scheme kind {kind} has no scorer."),
    };
}
