namespace Segmentation.Models.Factors;

/// <summary>How communalities are found.</summary>
public enum FactorExtraction
{
    /// <summary>Maximum likelihood under normality: comes with a test of fit.</summary>
    MaximumLikelihood,

    /// <summary>Principal axes, iterated: no distribution assumed.</summary>
    PrincipalAxis,
}

/// <summary>How factors are turned so that each answer loads on few.</summary>
public enum FactorRotation
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Uncorrelated factors (Kaiser 1958).</summary>
    Varimax,

    /// <summary>Correlated factors, from varimax by powers of 4 (Hendrickson and White 1964).</summary>
    Promax,

    /// <summary>Correlated factors, direct quartimin (Jennrich and Sampson 1966).</summary>
    Oblimin,
}

/// <summary>Everything a factor analysis may be told. The same options and rows give the same fit.</summary>
public sealed record FactorAnalysisOptions
{
    /// <summary>Seed of the draws of parallel analysis.</summary>
    public required long Seed { get; init; }

    /// <summary>Number of factors; null lets <see cref="ParallelAnalysis"/> decide.</summary>
    public int? FactorCount { get; init; }

    /// <summary>How communalities are found.</summary>
    public FactorExtraction Extraction { get; init; } = FactorExtraction.MaximumLikelihood;

    /// <summary>How factors are turned; all with Kaiser's normalisation.</summary>
    public FactorRotation Rotation { get; init; } = FactorRotation.Varimax;

    /// <summary>What becomes of rows in which an answer is missing.</summary>
    public MissingAnswers Missing { get; init; } = MissingAnswers.Refuse;

    /// <summary>Most iterations, at least 1.</summary>
    public int MaxIterations { get; init; } = 5000;

    /// <summary>Stop when no communality moves by more than this.</summary>
    public double Tolerance { get; init; } = 1e-8;
}
