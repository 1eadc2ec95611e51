namespace Segmentation.Models.Mixture;

/// <summary>
/// A mixture prepared for evaluation: per component a matrix W with W Σ Wᵀ = I, so that the squared length of
/// W (x − mean) is the Mahalanobis distance, and the logarithm of weight and normaliser.
/// </summary>
/// <param name="IsTriangular">Whether W is a packed lower triangle rather than a diagonal.</param>
/// <param name="Means">Means, row-major.</param>
/// <param name="Whitening">W per component.</param>
/// <param name="LogScales">log weight − d/2 log 2π + log det W; −∞ for a component of weight 0.</param>
internal sealed record MixtureDensity(bool IsTriangular, double[] Means, double[] Whitening, double[] LogScales)
{
    public static MixtureDensity Of(GaussianMixtureModel model)
    {
        int d = model.ColumnCount;
        bool isTriangular = model.Shape is CovarianceShape.Full or CovarianceShape.Tied;
        int length = isTriangular ? Triangle.Length(d) : d;
        double[] whitening = new double[model.ComponentCount * length];
        double[] logScales = new double[model.ComponentCount];
        for (int component = 0; component < model.ComponentCount; component++)
        {
            Span<double> target = whitening.AsSpan(component * length, length);
            if (component > 0 && model.Shape == CovarianceShape.Tied)
            {
                whitening.AsSpan(0, length).CopyTo(target);
            }
            else if (isTriangular)
            {
                WhitenMatrix(model, component, target);
            }
            else
            {
                WhitenVariances(model, component, target);
            }

            double logDeterminant = 0;
            for (int column = 0; column < d; column++)
            {
                logDeterminant += Math.Log(target[isTriangular ? Triangle.Length(column) + column : column]);
            }

            logScales[component] =
                Math.Log(model.Weights[component]) - d / 2.0 * Math.Log(2 * Math.PI) + logDeterminant;
        }

        return new MixtureDensity(isTriangular, model.Means, whitening, logScales);
    }

    private static void WhitenMatrix(GaussianMixtureModel model, int component, Span<double> whitening)
    {
        int d = model.ColumnCount;
        int start = model.Shape == CovarianceShape.Tied ? 0 : component * d * d;
        double[] packed = new double[whitening.Length];
        for (int row = 0; row < d; row++)
        {
            model.Covariances.AsSpan(start + row * d, row + 1).CopyTo(packed.AsSpan(Triangle.Length(row)));
        }

        if (!Triangle.TryFactor(packed, d))
        {
            throw new ArgumentException(
                $"The covariance of component {component} is not positive definite in float64. Scale the features to " +
                "like units (FeatureScaler), or raise VarianceFloor.");
        }

        Triangle.Invert(packed, d).CopyTo(whitening);
    }

    private static void WhitenVariances(GaussianMixtureModel model, int component, Span<double> whitening)
    {
        for (int column = 0; column < whitening.Length; column++)
        {
            double variance = model.Shape == CovarianceShape.Spherical
                ? model.Covariances[component]
                : model.Covariances[component * model.ColumnCount + column];
            if (!(variance > 0))
            {
                throw new ArgumentException($"Component {component} has variance {variance}; it must be above 0.");
            }

            whitening[column] = 1 / Math.Sqrt(variance);
        }
    }
}
