namespace Segmentation.Models.Explain;

/// <summary>Segments less a baseline, judged on the same rows with the same draws.</summary>
/// <param name="Baseline">The baseline.</param>
/// <param name="SpendRSquared">Difference in R²; null where it is.</param>
/// <param name="SpendDeviance">Difference in explained deviance; null where it is.</param>
/// <param name="ChurnAuc">Difference in AUC; null where it is.</param>
/// <param name="ChurnMcFadden">Difference in McFadden's share; null where it is.</param>
public sealed record PredictorComparison(
    string Baseline, Estimate? SpendRSquared, Estimate? SpendDeviance, Estimate? ChurnAuc, Estimate? ChurnMcFadden);
