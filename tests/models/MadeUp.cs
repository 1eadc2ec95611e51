namespace Segmentation.Models.Tests;

/// <summary>Made-up rows from a fixed arithmetic generator: the same on every machine and in every run.</summary>
internal sealed class MadeUp(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Uniform on [0, 1).</summary>
    public double Uniform()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            ulong z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
        }
    }

    public int Below(int limit) => (int)(Uniform() * limit);

    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    /// <summary>Round clouds of standard deviation 1 around centers spread over a cube of the given side.</summary>
    public (float[] Rows, int[] Truth) Blobs(int rowCount, int columnCount, int blobCount, double side)
    {
        double[] centers = [.. Enumerable.Range(0, blobCount * columnCount).Select(_ => Uniform() * side)];
        float[] rows = new float[rowCount * columnCount];
        int[] truth = new int[rowCount];
        for (int row = 0; row < rowCount; row++)
        {
            truth[row] = Below(blobCount);
            for (int column = 0; column < columnCount; column++)
            {
                rows[row * columnCount + column] = (float)(centers[truth[row] * columnCount + column] + Normal());
            }
        }

        return (rows, truth);
    }
}
