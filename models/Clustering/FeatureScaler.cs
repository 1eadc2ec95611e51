using Segmentation.Models.Quantiles;

namespace Segmentation.Models.Clustering;

/// <summary>
/// Fitted preparation of features, so that no feature dominates a distance by its units or its tail. Plain properties:
/// written to JSON and read back, it prepares new rows exactly as the fitted ones.
/// </summary>
public sealed record FeatureScaler
{
    /// <summary>One fitted feature per column, in column order.</summary>
    public required IReadOnlyList<ScaledFeature> Features { get; init; }

    /// <summary>
    /// Names of features without spread. They got scale 1 rather than a division by zero; they tell no rows apart.
    /// </summary>
    public IReadOnlyList<string> ConstantFeatures =>
        [.. Features.Where(feature => feature.IsConstant).Select(feature => feature.Name)];

    /// <summary>Fits one column per option.</summary>
    /// <param name="columns">Values per feature, all of the same length, at least one row; NaN means missing.</param>
    /// <param name="options">One per column, in the same order.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, a value is infinite, a value is missing where that is refused, or a feature to be imputed has no
    /// value at all.
    /// </exception>
    public static FeatureScaler Fit(IReadOnlyList<double[]> columns, IReadOnlyList<FeatureScalingOptions> options)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(options);
        if (columns.Count == 0 || columns.Count != options.Count)
        {
            throw new ArgumentException(
                $"{columns.Count} columns came with {options.Count} options; they pair one to one.");
        }

        if (columns[0].Length == 0 || columns.Any(column => column.Length != columns[0].Length))
        {
            throw new ArgumentException("Columns must have the same number of rows, at least one.", nameof(columns));
        }

        return new FeatureScaler { Features = [.. columns.Zip(options, FitOne)] };
    }

    /// <summary>Fits rows given as one row-major matrix.</summary>
    /// <inheritdoc cref="Fit(IReadOnlyList{double[]}, IReadOnlyList{FeatureScalingOptions})"/>
    public static FeatureScaler Fit(ReadOnlySpan<double> rows, IReadOnlyList<FeatureScalingOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        int rowCount = KMeansChecks.RowCount(rows.Length, options.Count, nameof(rows));
        double[][] columns = [.. options.Select(_ => new double[rowCount])];
        for (int i = 0; i < rows.Length; i++)
        {
            columns[i % options.Count][i / options.Count] = rows[i];
        }

        return Fit(columns, options);
    }

    /// <summary>Prepares rows for clustering.</summary>
    /// <param name="rows">Row-major, one value per feature; NaN means missing.</param>
    /// <param name="prepared">Receives the prepared rows, the same shape, as float32.</param>
    /// <exception cref="ArgumentException">
    /// Shapes differ, or a value is infinite or missing where that is refused.
    /// </exception>
    public void Apply(ReadOnlySpan<double> rows, Span<float> prepared)
    {
        KMeansChecks.RowCount(rows.Length, Features.Count, nameof(rows));
        if (prepared.Length != rows.Length)
        {
            throw new ArgumentException($"{rows.Length} values do not fit {prepared.Length} places.", nameof(prepared));
        }

        for (int i = 0; i < rows.Length; i++)
        {
            prepared[i] = (float)Features[i % Features.Count].Apply(rows[i]);
        }
    }

    /// <summary>
    /// Prepares rows given as columns; the answer is row-major float32, ready for <see cref="KMeans.Fit"/>.
    /// </summary>
    /// <inheritdoc cref="Apply(ReadOnlySpan{double}, Span{float})" path="/exception"/>
    public float[] Apply(IReadOnlyList<double[]> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count != Features.Count || columns.Any(column => column.Length != columns[0].Length))
        {
            throw new ArgumentException($"{Features.Count} columns of equal length are needed.", nameof(columns));
        }

        float[] prepared = new float[columns[0].Length * Features.Count];
        for (int column = 0; column < columns.Count; column++)
        {
            for (int row = 0; row < columns[column].Length; row++)
            {
                prepared[row * Features.Count + column] = (float)Features[column].Apply(columns[column][row]);
            }
        }

        return prepared;
    }

    private static ScaledFeature FitOne(double[] column, FeatureScalingOptions options)
    {
        if (!(options.WinsorizeShare >= 0 && options.WinsorizeShare < 0.5)
            || !(options.Weight >= 0) || double.IsInfinity(options.Weight))
        {
            throw new ArgumentException(
                $"Feature {options.Name}: WinsorizeShare {options.WinsorizeShare} must be in [0, 0.5) and Weight " +
                $"{options.Weight} finite, 0 or more.");
        }

        double[] present = [.. column.Where(value => !double.IsNaN(value))];
        var untouched = new ScaledFeature
        {
            Name = options.Name,
            Transform = options.Transform,
            RefusesMissing = options.Missing == MissingRule.Refuse,
            MissingValue = MissingValue(present, options),
            Offset = 0,
            Scale = 1,
            Weight = 1,
            IsConstant = false,
            MissingCount = column.Length - present.Length,
        };
        double[] reshaped = [.. column.Select(untouched.Apply)];
        if (options.WinsorizeShare > 0)
        {
            Array.Sort(reshaped);
            untouched = untouched with
            {
                LowerCap = Quantile.OfSorted(reshaped, options.WinsorizeShare),
                UpperCap = Quantile.OfSorted(reshaped, 1 - options.WinsorizeShare),
            };
            reshaped = [.. column.Select(untouched.Apply)];
        }

        return FitScale(untouched, reshaped, options);
    }

    private static ScaledFeature FitScale(ScaledFeature feature, double[] reshaped, FeatureScalingOptions options)
    {
        // Sums run over sorted values, so that the order of rows cannot change a digit.
        Array.Sort(reshaped);
        bool isConstant = reshaped[0] == reshaped[^1];
        double mean = isConstant ? reshaped[0] : reshaped.Average();
        (double offset, double scale) = options.Scale switch
        {
            FeatureScale.Standard => (mean, Math.Sqrt(reshaped.Average(value => (value - mean) * (value - mean)))),
            FeatureScale.Robust => (
                Quantile.OfSorted(reshaped, 0.5),
                Quantile.OfSorted(reshaped, 0.75) - Quantile.OfSorted(reshaped, 0.25)),
            _ => (0, 1),
        };

        // A robust scale is 0 too when half the rows share one value; that feature keeps its own units as well.
        bool hasNoScale = isConstant || !(scale > 0);
        return feature with
        {
            Offset = offset,
            Scale = hasNoScale ? 1 : scale,
            Weight = options.Weight,
            IsConstant = hasNoScale,
        };
    }

    private static double MissingValue(double[] present, FeatureScalingOptions options)
    {
        if (present.Length == 0 && options.Missing is MissingRule.Median or MissingRule.Mean)
        {
            throw new ArgumentException($"Feature {options.Name} has no value to take a {options.Missing} of.");
        }

        double[] sorted = [.. present.Order()];
        return options.Missing switch
        {
            MissingRule.Median => Quantile.OfSorted(sorted, 0.5),
            MissingRule.Mean => sorted.Average(),
            MissingRule.Constant => options.MissingValue,
            _ => 0,
        };
    }
}
