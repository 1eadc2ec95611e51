namespace Segmentation.Models.Mixture;

/// <summary>What a mixture refuses, and what it says.</summary>
internal static class MixtureChecks
{
    /// <summary>Sums of an EM step are kept per unit of rows; beyond this they would not fit.</summary>
    private const int MaxCovarianceValues = 1 << 20;

    public static void Options(GaussianMixtureOptions options, int columnCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columnCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columnCount, GaussianMixture.MaxColumnCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ComponentCount, 1, nameof(options.ComponentCount));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            options.ComponentCount, GaussianMixture.MaxComponentCount, nameof(options.ComponentCount));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Restarts, 1, nameof(options.Restarts));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxIterations, 1, nameof(options.MaxIterations));
        if (!(options.Tolerance >= 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), $"Tolerance is {options.Tolerance}; it must be 0 or more.");
        }

        if (!(options.VarianceFloor > 0 && double.IsFinite(options.VarianceFloor)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), $"VarianceFloor is {options.VarianceFloor}; it must be finite and above 0.");
        }

        if (options.Shape == CovarianceShape.Full
            && (long)options.ComponentCount * Triangle.Length(columnCount) > MaxCovarianceValues)
        {
            throw new ArgumentException(
                $"{options.ComponentCount} full covariances of {columnCount} columns hold more than " +
                $"{MaxCovarianceValues} values. Ask for fewer components, Tied or Diagonal, or factor the columns.");
        }

        if (options.InitialModel is { } initial)
        {
            if (initial.Shape != options.Shape
                || initial.ComponentCount != options.ComponentCount
                || initial.ColumnCount != columnCount)
            {
                throw new ArgumentException(
                    $"InitialModel is {initial.Shape} with {initial.ComponentCount} components of " +
                    $"{initial.ColumnCount} columns; the fit asks for {options.Shape} with " +
                    $"{options.ComponentCount} of {columnCount}.");
            }

            Model(initial);
        }
    }

    public static void Model(GaussianMixtureModel model)
    {
        int k = model.ComponentCount;
        int d = model.ColumnCount;
        int covarianceLength = model.Shape switch
        {
            CovarianceShape.Full => k * d * d,
            CovarianceShape.Tied => d * d,
            CovarianceShape.Diagonal => k * d,
            _ => k,
        };
        if (k < 1 || d < 1 || model.Means.Length != k * d || model.Covariances.Length != covarianceLength)
        {
            throw new ArgumentException(
                $"A {model.Shape} mixture of {k} components and {d} columns holds {k * d} means and " +
                $"{covarianceLength} covariance values, not {model.Means.Length} and {model.Covariances.Length}.");
        }

        double total = model.Weights.Sum();
        if (model.Weights.Any(weight => !(weight >= 0)) || !(Math.Abs(total - 1) <= 1e-6)
            || !model.Means.All(double.IsFinite) || !model.Covariances.All(double.IsFinite))
        {
            throw new ArgumentException(
                $"Weights must not be negative and add up to 1 (here {total}); means and covariances must be finite.");
        }
    }
}
