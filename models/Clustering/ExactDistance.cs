using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Segmentation.Models.Clustering;

/// <summary>
/// Arithmetic in float64, always in the same four lanes and added in the same order, so that every processor agrees.
/// </summary>
internal static unsafe class ExactDistance
{
    /// <summary>The squared distance between a row and a centroid.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Squared(float* row, double* centroid, int columnCount)
    {
        Vector256<double> lanes = Vector256<double>.Zero;
        int column = 0;
        for (; column + 4 <= columnCount; column += 4)
        {
            Vector256<double> difference = Widen(Vector128.Load(row + column)) - Vector256.Load(centroid + column);
            lanes += difference * difference;
        }

        double sum = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
        for (; column < columnCount; column++)
        {
            double difference = row[column] - centroid[column];
            sum += difference * difference;
        }

        return sum;
    }

    /// <summary>The squared distance between two rows.</summary>
    public static double Squared(float* row, float* other, int columnCount)
    {
        Vector256<double> lanes = Vector256<double>.Zero;
        int column = 0;
        for (; column + 4 <= columnCount; column += 4)
        {
            Vector256<double> difference = Widen(Vector128.Load(row + column)) - Widen(Vector128.Load(other + column));
            lanes += difference * difference;
        }

        double sum = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
        for (; column < columnCount; column++)
        {
            double difference = (double)row[column] - other[column];
            sum += difference * difference;
        }

        return sum;
    }

    /// <summary>The nearest of all centroids, a tie to the lower index, and both squared distances.</summary>
    public static int Nearest(
        float* row, double* centroids, int clusterCount, int columnCount, out double nearest, out double second)
    {
        int winner = 0;
        nearest = double.PositiveInfinity;
        second = double.PositiveInfinity;
        for (int cluster = 0; cluster < clusterCount; cluster++)
        {
            double distance = Squared(row, centroids + cluster * columnCount, columnCount);
            if (distance < nearest)
            {
                second = nearest;
                nearest = distance;
                winner = cluster;
            }
            else if (distance < second)
            {
                second = distance;
            }
        }

        return winner;
    }

    /// <summary>Adds weight times the row to a sum; a negative weight takes it away.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddWeighted(double* sum, float* row, double weight, int columnCount)
    {
        Vector256<double> weights = Vector256.Create(weight);
        int column = 0;
        for (; column + 4 <= columnCount; column += 4)
        {
            (Vector256.Load(sum + column) + weights * Widen(Vector128.Load(row + column))).Store(sum + column);
        }

        for (; column < columnCount; column++)
        {
            sum[column] += weight * row[column];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Widen(Vector128<float> narrow)
    {
        if (Avx.IsSupported)
        {
            return Avx.ConvertToVector256Double(narrow);
        }

        (Vector128<double> lower, Vector128<double> upper) = Vector128.Widen(narrow);
        return Vector256.Create(lower, upper);
    }
}
