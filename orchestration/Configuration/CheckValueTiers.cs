using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Fit;

namespace Segmentation.Batch.Configuration;

/// <summary>Checks that value tiers have ends, in order, and that names are given to tiers that exist.</summary>
internal static class CheckValueTiers
{
    public static void Run(CheckContext context, string path, SchemeConfig scheme)
    {
        ValueTierConfig tiers = scheme.ValueTier;
        if (tiers.By == ValueTierBasis.Bounds)
        {
            CheckBounds(context, $"{path}.value_tier.bounds", tiers.Bounds);
        }
        else
        {
            CheckShares(context, $"{path}.value_tier", tiers);
        }

        CheckNames(context, path, scheme.Segments, ValueTierWords.Codes(tiers));
    }

    private static void CheckBounds(CheckContext context, string path, IReadOnlyList<double> bounds)
    {
        if (bounds.Count == 0)
        {
            context.Refuse(path, $"tiers by bounds have none. List the least value of each tier but the last under {path}, falling, such as [1000, 250].");
        }

        for (int i = 1; i < bounds.Count; i++)
        {
            if (bounds[i] >= bounds[i - 1])
            {
                context.Refuse(ConfigPath.Item(path, i), $"bounds must fall, the best tier first, and {ConfigPath.Item(path, i)} is {context.Show(ConfigPath.Item(path, i), bounds[i])} after {context.Show(ConfigPath.Item(path, i - 1), bounds[i - 1])}.");
                return;
            }
        }
    }

    private static void CheckShares(CheckContext context, string path, ValueTierConfig tiers)
    {
        if (tiers.Bounds.Count > 0)
        {
            context.Refuse($"{path}.bounds", $"bounds are given, but the tiers of {path} are cut by shares. Write by: bounds, or leave them out.");
        }

        string at = $"{path}.shares";
        if (tiers.Shares.Count == 0)
        {
            context.Refuse(at, $"tiers by share have no share to end at. List rising shares under {at}, such as [0.5, 0.8, 0.95].");
        }

        int outside = tiers.Shares.ToList().FindIndex(share => !(share > 0 && share < 1));
        if (outside >= 0)
        {
            string item = ConfigPath.Item(at, outside);
            context.Refuse(item, $"{item} is {context.Show(item, tiers.Shares[outside])}. A share lies above 0 and below 1; half is 0.5.");
        }

        context.RefuseUnlessRising("shares", [.. tiers.Shares.Select((share, i) => (ConfigPath.Item(at, i), (IComparable)share))]);
    }

    private static void CheckNames(CheckContext context, string path, IReadOnlyList<SegmentConfig> segments, IReadOnlyList<string> codes)
    {
        for (int i = 0; i < segments.Count; i++)
        {
            if (!codes.Contains(segments[i].Code))
            {
                string at = $"{path}.segments[{i}].code";
                context.Refuse(at, $"'{context.Show(at)}' is no tier of {path}, so the name would never be seen. Tiers: {string.Join(", ", codes)}.");
            }
        }
    }
}
