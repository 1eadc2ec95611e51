using Segmentation.Jobs.Fit;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Score;

/// <summary>What is known of the run's models, as tables, so that transforms can publish it.</summary>
internal static class EvidenceTables
{
    /// <summary>Makes both tables, empty, in the columns in which they are kept between nights.</summary>
    public static void Create(DuckDbEngine engine)
    {
        foreach (string table in (string[])["model_evidence", "model_cards"])
        {
            engine.Execute($"create or replace table scores.{table} as select * from previous.{table} where false", "evidence tables");
        }
    }

    /// <summary>Adds what was measured at a model's fit, and after it what was measured of it tonight.</summary>
    public static void Add(DuckDbEngine engine, FittedModel model, IReadOnlyList<EvidenceRow> tonight)
    {
        FitEvidence evidence = FitEvidence.Read(model.Evidence);
        engine.Append("scores.model_evidence", evidence.Rows.Concat(tonight).Select((row, position) => (row, position)), (target, item) => target
            .AppendValue(model.Scheme).AppendValue(model.ModelVersion).AppendValue(item.row.Topic).AppendValue((long)item.position + 1)
            .AppendValue(item.row.Subject).AppendValue(item.row.Item).AppendValue(item.row.Value).AppendValue(item.row.Lower)
            .AppendValue(item.row.Upper).AppendValue(item.row.Threshold).AppendValue(item.row.Verdict).AppendValue(item.row.Detail));
        if (evidence.Rows.Count > 0)
        {
            engine.Append("scores.model_cards", [model], (target, fitted) => target
                .AppendValue(fitted.Scheme).AppendValue(fitted.ModelVersion).AppendValue(fitted.Kind)
                .AppendValue((DateOnly?)fitted.SnapshotDate).AppendValue(evidence.Card));
        }
    }
}
