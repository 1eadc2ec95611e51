using DuckDB.NET.Native;

namespace Segmentation.Sql.Engine;

/// <content>Whole numbers in bulk.</content>
public sealed partial class DuckDbEngine
{
    /// <summary>Reads whole numbers in bulk, one array per column, in the order of the query.</summary>
    /// <param name="sql">A query of <paramref name="columnCount"/> columns of type INTEGER without nulls.</param>
    /// <param name="rowCount">Rows that the query returns.</param>
    /// <param name="columnCount">Columns that the query returns.</param>
    /// <param name="subject">What is being read, for messages.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    /// <returns>One array of <paramref name="rowCount"/> numbers per column.</returns>
    /// <exception cref="InvalidOperationException">The query returned another shape, another type, or a null.</exception>
    public int[][] ReadIntegers(string sql, int rowCount, int columnCount, string subject, CancellationToken cancellationToken = default)
    {
        var columns = new int[columnCount][];
        for (int column = 0; column < columnCount; column++)
        {
            columns[column] = new int[rowCount];
        }

        int rowsRead = 0;
        ReadChunks(sql, subject, (chunk, chunkRows) =>
        {
            if (rowsRead + chunkRows > rowCount)
            {
                throw new InvalidOperationException($"{subject}: more rows came than the {rowCount} announced.");
            }

            for (int column = 0; column < columnCount; column++)
            {
                CopyIntegers(chunk, column, chunkRows, columns[column].AsSpan(rowsRead), subject);
            }

            rowsRead += chunkRows;
        }, cancellationToken);
        return rowsRead == rowCount
            ? columns
            : throw new InvalidOperationException($"{subject}: {rowsRead} rows came of the {rowCount} announced.");
    }

    private static unsafe void CopyIntegers(DuckDBDataChunk chunk, int column, int rows, Span<int> target, string subject)
    {
        IntPtr vector = NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, column);
        using DuckDBLogicalType type = NativeMethods.Vectors.DuckDBVectorGetColumnType(vector);
        DuckDBType kind = NativeMethods.LogicalType.DuckDBGetTypeId(type);
        if (kind != DuckDBType.Integer)
        {
            // Read as something else its bytes would be other numbers, without any error.
            throw new InvalidOperationException($"{subject}: column {column} is {kind}, not Integer. Cast it to int in the query.");
        }

        ulong* validity = NativeMethods.Vectors.DuckDBVectorGetValidity(vector);
        for (int row = 0; validity != null && row < rows; row++)
        {
            if ((validity[row / 64] & (1UL << (row % 64))) == 0)
            {
                throw new InvalidOperationException($"{subject}: column {column} holds a null where a number is needed.");
            }
        }

        new ReadOnlySpan<int>(NativeMethods.Vectors.DuckDBVectorGetData(vector), rows).CopyTo(target);
    }
}
