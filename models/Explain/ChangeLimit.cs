using Segmentation.Models.Quantiles;

namespace Segmentation.Models.Explain;

/// <summary>How far a customer's feature may be imagined to change. All in the feature's own units.</summary>
public sealed record ChangeLimit
{
    /// <summary>Name of the feature.</summary>
    public required string Feature { get; init; }

    /// <summary>Whether it can rise: an order count can, a birth date cannot.</summary>
    public bool MayRise { get; init; } = true;

    /// <summary>Whether it can fall: days since the last order can, the number of orders ever placed cannot.</summary>
    public bool MayFall { get; init; } = true;

    /// <summary>No change goes below this, such as the lowest value observed.</summary>
    public required double Lowest { get; init; }

    /// <summary>No change goes above this.</summary>
    public required double Highest { get; init; }

    /// <summary>Changed values are multiples of this: 1 for counts and days. 0 allows any value.</summary>
    public double Step { get; init; }

    /// <summary>
    /// What counts as one unit of change beside other features, above 0. Trees use it; a centroid model has its scaler.
    /// </summary>
    public double Scale { get; init; } = 1;

    /// <summary>
    /// Limits at the values observed, in units of their interquartile range, or of their range without one.
    /// </summary>
    /// <param name="feature">Name of the feature.</param>
    /// <param name="values">Its values, NaN for missing; at least one not missing.</param>
    /// <exception cref="ArgumentException">There is no value, or one is infinite.</exception>
    public static ChangeLimit Observed(string feature, double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        ExplainChecks.NotInfinite(values, $"Feature {feature}");
        double[] sorted = [.. values.Where(value => !double.IsNaN(value)).Order()];
        if (sorted.Length == 0)
        {
            throw new ArgumentException($"Feature {feature} has no value, so nothing was observed.", nameof(values));
        }

        double quartiles = Quantile.OfSorted(sorted, 0.75) - Quantile.OfSorted(sorted, 0.25);
        double range = sorted[^1] - sorted[0];
        return new ChangeLimit
        {
            Feature = feature,
            Lowest = sorted[0],
            Highest = sorted[^1],
            Scale = quartiles > 0 ? quartiles : range > 0 ? range : 1,
        };
    }

    internal static void Check(IReadOnlyList<ChangeLimit> limits, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (!limits.Select(limit => limit.Feature).SequenceEqual(names))
        {
            throw new ArgumentException(
                $"One limit per feature in this order is needed: {string.Join(", ", names)}.", nameof(limits));
        }

        ChangeLimit? wrong = limits.FirstOrDefault(limit =>
            !(limit.Lowest <= limit.Highest) || !double.IsFinite(limit.Lowest) || !double.IsFinite(limit.Highest)
            || !(limit.Step >= 0 && double.IsFinite(limit.Step)) || !(limit.Scale > 0 && double.IsFinite(limit.Scale)));
        if (wrong is not null)
        {
            throw new ArgumentException(
                $"The limits of {wrong.Feature} must be finite, lowest not above highest, step 0 or more and scale " +
                "above 0.",
                nameof(limits));
        }
    }

    /// <summary>The multiple of the step at or beyond a value, away from where the change began.</summary>
    internal double Stepped(double value, bool rises) =>
        Step == 0 ? value : (rises ? Math.Ceiling(value / Step) : Math.Floor(value / Step)) * Step;
}
