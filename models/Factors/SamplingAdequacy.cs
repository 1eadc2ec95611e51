using MathNet.Numerics.LinearAlgebra;

namespace Segmentation.Models.Factors;

/// <summary>
/// Kaiser-Meyer-Olkin: squared correlations over those plus squared partial ones. Near 1, answers share factors; below
/// .5 they should not be factored.
/// </summary>
/// <param name="Overall">Over all pairs of columns; 1 when there is one column.</param>
/// <param name="PerColumn">Over the pairs of each column.</param>
/// <remarks>Kaiser, "An index of factorial simplicity" (1974).</remarks>
public sealed record SamplingAdequacy(double Overall, IReadOnlyList<double> PerColumn)
{
    internal static SamplingAdequacy Of(Matrix<double> correlation)
    {
        Matrix<double> inverse = correlation.Inverse();
        int p = correlation.RowCount;
        double[] simple = new double[p];
        double[] partial = new double[p];
        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j < p; j++)
            {
                if (i != j)
                {
                    simple[i] += correlation[i, j] * correlation[i, j];
                    partial[i] += inverse[i, j] * inverse[i, j] / (inverse[i, i] * inverse[j, j]);
                }
            }
        }

        return new SamplingAdequacy(
            Share(simple.Sum(), partial.Sum()), [.. simple.Zip(partial, Share)]);

        static double Share(double simple, double partial) => simple + partial > 0 ? simple / (simple + partial) : 1;
    }
}
