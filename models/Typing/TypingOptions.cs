namespace Segmentation.Models.Typing;

/// <summary>Everything a typing tool may be told. The same options and rows give the same tool.</summary>
public sealed record TypingOptions
{
    /// <summary>Seed of folds and samples. A row's fold is a hash of (seed, row key).</summary>
    public required long Seed { get; init; }

    /// <summary>How weights are learnt.</summary>
    public TypingMethod Method { get; init; } = TypingMethod.MultinomialLogit;

    /// <summary>
    /// Logit: half of this times the sum of squared weights of standardised answers is added to the loss of all rows.
    /// Above 0, so that segments that answers part wholly have finite weights. 1 over the C of scikit-learn.
    /// </summary>
    public double Penalty { get; init; } = 1;

    /// <summary>
    /// Discriminant: from 0, answers' correlations within segments as found, to 1, none. Above 0, answers may repeat
    /// one another.
    /// </summary>
    public double Shrinkage { get; init; } = 0.001;

    /// <summary>Logit: most iterations, at least 1.</summary>
    public int MaxIterations { get; init; } = 500;

    /// <summary>Logit: stop when no slope of the mean loss exceeds this.</summary>
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>Folds of cross-validation, at least 2.</summary>
    public int FoldCount { get; init; } = 10;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxIterations, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(FoldCount, 2);
        if (!(Penalty > 0 && double.IsFinite(Penalty)) || !(Shrinkage >= 0 && Shrinkage <= 1) || !(Tolerance > 0))
        {
            throw new ArgumentException(
                $"Penalty {Penalty} must be finite and above 0, Shrinkage {Shrinkage} from 0 to 1, Tolerance " +
                $"{Tolerance} above 0.");
        }
    }
}
