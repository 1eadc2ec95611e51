using System.Globalization;
using Segmentation.Jobs;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Benchmarks.Night;

/// <summary>One run of each side.</summary>
internal sealed record NightPair
{
    /// <summary>CPU seconds of reference.sql.</summary>
    public required double ReferenceCpu { get; init; }

    /// <summary>Peak memory of the reference's process, MB.</summary>
    public required double ReferencePeak { get; init; }

    /// <summary>CPU seconds of the steps that features and RFM scores need beyond knowing who is whom.</summary>
    public required double FeatureCpu { get; init; }

    /// <summary>CPU seconds of the steps that decide who is whom, up to mart.customers. The reference has none of it.</summary>
    public required double IdentityCpu { get; init; }

    /// <summary>CPU seconds of the whole night up to the candidate: raw verified, all tables, all audits, control totals.</summary>
    public required double NightCpu { get; init; }

    /// <summary>Peak memory of the product's process over the whole night, MB.</summary>
    public required double NightPeak { get; init; }

    /// <summary>Wall seconds of the product's process over the whole night.</summary>
    public required double NightWall { get; init; }

    public double FeatureRatio => FeatureCpu / ReferenceCpu;

    public static NightPair Of(MeasuredProcess reference, MeasuredProcess product, IReadOnlyList<StepRow> steps)
    {
        IReadOnlyList<PlanStep> plan = Pipeline.Plan(TransformCatalog.Load(null));
        HashSet<string> identity = [.. StepOrder.Select(plan, "mart.customers").Select(step => step.Name)];
        HashSet<string> features = [.. StepOrder.Select(plan, "mart.customer_features, score_schemes").Select(step => step.Name)];
        return new NightPair
        {
            ReferenceCpu = double.Parse(reference.Output, CultureInfo.InvariantCulture),
            ReferencePeak = reference.PeakMegabytes,
            FeatureCpu = Cpu(steps.Where(step => features.Contains(step.Step) && !identity.Contains(step.Step))),
            IdentityCpu = Cpu(steps.Where(step => identity.Contains(step.Step))),
            NightCpu = Cpu(steps),
            NightPeak = product.PeakMegabytes,
            NightWall = product.WallSeconds,
        };
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"features and RFM {FeatureCpu:0.0} CPU s, reference {ReferenceCpu:0.0} CPU s, ratio {FeatureRatio:0.00}, peak {NightPeak:N0} MB");

    private static double Cpu(IEnumerable<StepRow> steps) => steps.Sum(step => step.Cost?.CpuMs ?? 0) / 1000.0;
}
