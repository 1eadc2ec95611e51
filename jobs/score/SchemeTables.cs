using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Score;

/// <summary>The run's schemes and segments as tables, so that transforms can read them.</summary>
internal static class SchemeTables
{
    public static void Create(DuckDbEngine engine)
    {
        engine.Execute(
            """
            create schema if not exists config;
            create or replace table config.schemes (
                scheme string,
                kind string,
                description string,
                owner string,
                definition_hash string,
                model_version string,
                model_snapshot_date date
            );
            create or replace table config.segments (
                scheme string,
                segment_code string,
                segment_label string,
                segment_description string,
                parent_segment_code string,
                state string,
                position bigint
            )
            """,
            "scheme tables");
    }

    public static void Add(DuckDbEngine engine, SchemeRun scheme, SchemeOutcome outcome)
    {
        engine.Execute(
            "insert into config.schemes values (:scheme, :kind, :description, :owner, :definition_hash, :model_version, :fitted)",
            "scheme tables",
            new Dictionary<string, object?>
            {
                ["scheme"] = scheme.Name,
                ["kind"] = outcome.Model.Kind,
                ["description"] = scheme.Config.Description,
                ["owner"] = scheme.Config.Owner,
                ["definition_hash"] = outcome.Model.DefinitionHash,
                ["model_version"] = outcome.Model.ModelVersion,
                ["fitted"] = outcome.Model.SnapshotDate,
            });

        int position = 0;
        foreach (SegmentDefinition segment in outcome.Segments)
        {
            Add(engine, scheme.Name, segment, SegmentStates.Scored, ++position);
        }

        foreach ((string state, string code, string label, string description) in SegmentStates.Of(scheme.Config.Kind))
        {
            Add(engine, scheme.Name, new SegmentDefinition(code, label, description, null), state, ++position);
        }
    }

    private static void Add(DuckDbEngine engine, string scheme, SegmentDefinition segment, string state, int position) =>
        engine.Execute(
            "insert into config.segments values (:scheme, :code, :label, :description, :parent, :state, :position)",
            "scheme tables",
            new Dictionary<string, object?>
            {
                ["scheme"] = scheme,
                ["code"] = segment.Code,
                ["label"] = segment.Label,
                ["description"] = segment.Description,
                ["parent"] = segment.Parent,
                ["state"] = state,
                ["position"] = position,
            });
}
