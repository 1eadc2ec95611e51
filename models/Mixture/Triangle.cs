namespace Segmentation.Models.Mixture;

/// <summary>Lower triangles of symmetric matrices, packed row by row: d(d + 1)/2 values.</summary>
internal static class Triangle
{
    public static int Length(int size) => size * (size + 1) / 2;

    /// <summary>Replaces a packed matrix by its Cholesky factor; false when it is not positive definite.</summary>
    public static bool TryFactor(Span<double> packed, int size)
    {
        for (int row = 0; row < size; row++)
        {
            Span<double> current = packed.Slice(Length(row), row + 1);
            for (int column = 0; column <= row; column++)
            {
                ReadOnlySpan<double> other = packed.Slice(Length(column), column + 1);
                double sum = current[column];
                for (int i = 0; i < column; i++)
                {
                    sum -= current[i] * other[i];
                }

                if (column < row)
                {
                    current[column] = sum / other[column];
                }
                else if (sum > 0 && double.IsFinite(sum))
                {
                    current[column] = Math.Sqrt(sum);
                }
                else
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>The inverse of a packed lower-triangular matrix with a positive diagonal.</summary>
    public static double[] Invert(ReadOnlySpan<double> factor, int size)
    {
        double[] inverse = new double[factor.Length];
        for (int row = 0; row < size; row++)
        {
            double pivot = factor[Length(row) + row];
            for (int column = 0; column < row; column++)
            {
                double sum = 0;
                for (int i = column; i < row; i++)
                {
                    sum += factor[Length(row) + i] * inverse[Length(i) + column];
                }

                inverse[Length(row) + column] = -sum / pivot;
            }

            inverse[Length(row) + row] = 1 / pivot;
        }

        return inverse;
    }
}
