namespace Segmentation.Jobs.Fit;

/// <summary>Features as they are, before scaling, in the shape in which deciles are frozen and compared.</summary>
internal static class RawRows
{
    /// <summary>Columns as row-major float32; NaN stays missing, and what float32 cannot hold is drawn in.</summary>
    public static float[] Of(double[][] columns)
    {
        var rows = new float[columns[0].Length * columns.Length];
        for (int column = 0; column < columns.Length; column++)
        {
            for (int row = 0; row < columns[column].Length; row++)
            {
                rows[row * columns.Length + column] = (float)Math.Clamp(columns[column][row], float.MinValue, float.MaxValue);
            }
        }

        return rows;
    }
}
