namespace Segmentation.Models.Stability;

/// <summary>What to do with a model, mildest first.</summary>
public enum DriftAction
{
    /// <summary>Model and scores still hold.</summary>
    Hold,

    /// <summary>The model holds, but customers have moved: score them again.</summary>
    Rescore,

    /// <summary>The model no longer fits: fit it again.</summary>
    Refit,
}

/// <summary>When drift calls for action.</summary>
public sealed record DriftOptions
{
    /// <summary>Stability index of a feature from which to rescore; by custom a moderate shift.</summary>
    public double RescoreIndex { get; init; } = 0.1;

    /// <summary>Stability index of a feature from which to refit; by custom a large shift.</summary>
    public double RefitIndex { get; init; } = 0.25;

    /// <summary>Share of customers whose nearest cluster has changed, from which to rescore.</summary>
    public double RescoreShareMoved { get; init; } = 0.1;

    /// <summary>The same, from which to refit.</summary>
    public double RefitShareMoved { get; init; } = 0.3;

    /// <summary>Fall of separation, as a share of what it was at the fit, from which to rescore.</summary>
    public double RescoreSeparationFall { get; init; } = 0.1;

    /// <summary>The same, from which to refit.</summary>
    public double RefitSeparationFall { get; init; } = 0.25;

    /// <summary>Age of the model from which to refit whatever else holds, in days; null means never.</summary>
    public int? RefitAgeDays { get; init; } = 365;
}

/// <summary>What is known of a model's drift. Leave out what was not measured.</summary>
public sealed record DriftEvidence
{
    /// <summary>Shift of every feature since the fit; empty when not measured.</summary>
    public IReadOnlyList<FeatureShift> Shifts { get; init; } = [];

    /// <summary>Share of customers whose nearest cluster is not the one they were scored into, from 0 to 1.</summary>
    public double? ShareMoved { get; init; }

    /// <summary>Separation at the fit, such as a silhouette; above 0.</summary>
    public double? SeparationThen { get; init; }

    /// <summary>The same measure now.</summary>
    public double? SeparationNow { get; init; }

    /// <summary>Days from the fit's snapshot date to this one.</summary>
    public int? AgeDays { get; init; }
}

/// <summary>What one piece of evidence calls for.</summary>
/// <param name="Action">Hold, rescore or refit.</param>
/// <param name="Reason">Why, in a sentence.</param>
public sealed record DriftSignal(DriftAction Action, string Reason);

/// <summary>Whether a model holds, with every reason.</summary>
/// <param name="Action">The most drastic of what the signals call for.</param>
/// <param name="Signals">One per feature and per other piece of evidence, most drastic first, then as given.</param>
/// <param name="Reason">The signals that led to the action, or that there are none.</param>
public sealed record DriftVerdict(DriftAction Action, IReadOnlyList<DriftSignal> Signals, string Reason)
{
    /// <summary>Weighs the evidence. A threshold is reached at its value.</summary>
    /// <param name="evidence">What was measured; at least something.</param>
    /// <param name="options">Thresholds.</param>
    /// <exception cref="ArgumentException">
    /// Nothing was measured, a figure is NaN or out of range, or a refit threshold is below its rescore threshold.
    /// </exception>
    public static DriftVerdict Judge(DriftEvidence evidence, DriftOptions options)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        CheckOptions(options);
        CheckEvidence(evidence);
        DriftSignal[] signals = [.. Weigh(evidence, options).OrderByDescending(signal => signal.Action)];
        if (signals.Length == 0)
        {
            throw new ArgumentException("Nothing was measured, so there is nothing to judge.", nameof(evidence));
        }

        DriftAction action = signals[0].Action;
        string reason = action == DriftAction.Hold
            ? $"None of {signals.Length} signals calls for action."
            : string.Join(" ", signals.Where(signal => signal.Action == action).Select(signal => signal.Reason));
        return new DriftVerdict(action, signals, $"{action}: {reason}");
    }

    private static IEnumerable<DriftSignal> Weigh(DriftEvidence evidence, DriftOptions options)
    {
        foreach (FeatureShift shift in evidence.Shifts)
        {
            yield return OfShift(shift, options);
        }

        if (evidence.ShareMoved is { } moved)
        {
            yield return Signal(
                moved,
                options.RescoreShareMoved,
                options.RefitShareMoved,
                $"{moved:0.0%} of customers are nearest to another cluster than the one they were scored into");
        }

        if (evidence is { SeparationThen: { } then, SeparationNow: { } now })
        {
            yield return Signal(
                (then - now) / then,
                options.RescoreSeparationFall,
                options.RefitSeparationFall,
                $"Separation went from {then:0.000} to {now:0.000}");
        }

        if (evidence.AgeDays is { } age && options.RefitAgeDays is { } limit)
        {
            yield return new DriftSignal(
                age >= limit ? DriftAction.Refit : DriftAction.Hold,
                $"The model is {age} days old; {limit} call for a refit.");
        }
    }

    /// <summary>A shift that chance explains is no signal, however large: few customers scatter widely.</summary>
    private static DriftSignal OfShift(FeatureShift shift, DriftOptions options)
    {
        string found = $"The stability index of {shift.Feature} is {shift.Index:0.000}";
        return shift.Index >= options.RescoreIndex && shift.Index < shift.NoiseIndex
            ? new DriftSignal(
                DriftAction.Hold, $"{found}, which with so few customers chance explains (up to {shift.NoiseIndex:0.000}).")
            : Signal(shift.Index, options.RescoreIndex, options.RefitIndex, found);
    }

    private static DriftSignal Signal(double value, double rescore, double refit, string found) =>
        value >= refit ? new DriftSignal(DriftAction.Refit, $"{found}; {refit} calls for a refit.")
        : value >= rescore ? new DriftSignal(DriftAction.Rescore, $"{found}; {rescore} calls for a rescore.")
        : new DriftSignal(DriftAction.Hold, $"{found}.");

    private static void CheckEvidence(DriftEvidence evidence)
    {
        bool areShifts = evidence.Shifts.All(shift => shift.Index >= 0 && shift.NoiseIndex >= 0);
        bool isShare = evidence.ShareMoved is null or (>= 0 and <= 1);
        bool isThen = evidence.SeparationThen is null or (> 0 and < double.PositiveInfinity);
        bool isNow = double.IsFinite(evidence.SeparationNow ?? 0);
        bool isAge = evidence.AgeDays is null or >= 0;
        if (!(areShifts && isShare && isThen && isNow && isAge))
        {
            throw new ArgumentException(
                $"Indices are 0 or more, the share moved ({evidence.ShareMoved}) is from 0 to 1, separation at the " +
                $"fit ({evidence.SeparationThen}) is above 0, now ({evidence.SeparationNow}) finite, and age " +
                $"({evidence.AgeDays}) 0 or more. Leave out what was not measured.",
                nameof(evidence));
        }
    }

    private static void CheckOptions(DriftOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!(options.RescoreIndex <= options.RefitIndex
            && options.RescoreShareMoved <= options.RefitShareMoved
            && options.RescoreSeparationFall <= options.RefitSeparationFall))
        {
            throw new ArgumentException(
                "A threshold to refit is below the one to rescore. Rescoring is the milder action.", nameof(options));
        }
    }
}
