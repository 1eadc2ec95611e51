using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Segmentation.Sql.Engine;

/// <content>Rows in bulk: matrices out, columns in.</content>
public sealed partial class DuckDbEngine
{
    /// <summary>Reads numbers in bulk, in the order of the query.</summary>
    /// <param name="sql">A query of <paramref name="columnCount"/> columns of type DOUBLE. Callers that pair rows by
    /// position end it in an order by over a key: without one, rows come in any order.</param>
    /// <param name="rowCount">Rows that the query returns.</param>
    /// <param name="columnCount">Columns that the query returns.</param>
    /// <param name="subject">What is being read, for messages.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    /// <returns>One array per column; a null becomes NaN.</returns>
    /// <exception cref="InvalidOperationException">The query returned another shape or another type.</exception>
    public double[][] ReadColumns(string sql, int rowCount, int columnCount, string subject, CancellationToken cancellationToken = default) =>
        ReadBulk(sql, rowCount, columnCount, subject, DuckDBType.Double, nullValue: (double?)double.NaN, cancellationToken);

    /// <summary>Reads whole numbers in bulk, one array per column, in the order of the query.</summary>
    /// <param name="sql">A query of <paramref name="columnCount"/> columns of type INTEGER without nulls.</param>
    /// <param name="rowCount">Rows that the query returns.</param>
    /// <param name="columnCount">Columns that the query returns.</param>
    /// <param name="subject">What is being read, for messages.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    /// <returns>One array of <paramref name="rowCount"/> numbers per column.</returns>
    /// <exception cref="InvalidOperationException">The query returned another shape, another type, or a null.</exception>
    public int[][] ReadIntegers(string sql, int rowCount, int columnCount, string subject, CancellationToken cancellationToken = default) =>
        ReadBulk<int>(sql, rowCount, columnCount, subject, DuckDBType.Integer, nullValue: null, cancellationToken);

    /// <summary>Writes rows in bulk into an existing table. Either all rows arrive or the table is as before.</summary>
    /// <param name="table">Schema and table.</param>
    /// <param name="rows">Rows; each calls its writer once per column, in the table's order.</param>
    /// <param name="append">Writes one row.</param>
    /// <returns>Rows written.</returns>
    public long Append<T>(string table, IEnumerable<T> rows, Action<IDuckDBAppenderRow, T> append)
    {
        string[] parts = table.Split('.');
        long count = 0;
        try
        {
            using DuckDB.NET.Data.DuckDBAppender appender = connection.CreateAppender(parts[0], parts[1]);
            foreach (T row in rows)
            {
                IDuckDBAppenderRow target = appender.CreateRow();
                append(target, row);
                target.EndRow();
                count++;
            }
        }
        catch (DuckDBException error)
        {
            hasFailedInTransaction |= isInTransaction;
            throw Wrap(error, $"writing {table}");
        }

        return count;
    }

    /// <summary>Streams a query's chunks. Nothing read may be used before the last chunk arrived: a stream can fail midway.</summary>
    private void ReadChunks(string sql, string subject, Action<DuckDBDataChunk, int> read, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = cancellationToken.Register(Interrupt);
        if (NativeMethods.Query.DuckDBQuery(connection.NativeConnection, sql, out DuckDBResult result) != DuckDBState.Success)
        {
            string said = NativeMethods.Query.DuckDBResultError(ref result);
            NativeMethods.Query.DuckDBDestroyResult(ref result);
            hasFailedInTransaction |= isInTransaction;
            cancellationToken.ThrowIfCancellationRequested();
            throw new EngineException("DuckDB", subject, Classify(said), $"{subject}: the query failed. {(Classify(said) == EngineFailure.Statement ? said : "")}", null);
        }

        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using DuckDBDataChunk chunk = NativeMethods.Query.DuckDBFetchChunk(result);
                if (chunk.IsInvalid)
                {
                    break;
                }

                int rows = (int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(chunk);
                if (rows == 0)
                {
                    break;
                }

                read(chunk, rows);
            }
        }
        finally
        {
            NativeMethods.Query.DuckDBDestroyResult(ref result);
        }
    }

    private T[][] ReadBulk<T>(
        string sql, int rowCount, int columnCount, string subject, DuckDBType type, T? nullValue, CancellationToken cancellationToken)
        where T : unmanaged
    {
        T[][] columns = [.. Enumerable.Range(0, columnCount).Select(_ => new T[rowCount])];
        int rowsRead = 0;
        ReadChunks(sql, subject, (chunk, chunkRows) =>
        {
            if (rowsRead + chunkRows > rowCount)
            {
                throw new InvalidOperationException($"{subject}: more rows came than the {rowCount} announced.");
            }

            for (int column = 0; column < columnCount; column++)
            {
                CopyColumn(chunk, column, columns[column].AsSpan(rowsRead, chunkRows), type, nullValue, subject);
            }

            rowsRead += chunkRows;
        }, cancellationToken);
        return rowsRead == rowCount
            ? columns
            : throw new InvalidOperationException($"{subject}: {rowsRead} rows came of the {rowCount} announced.");
    }

    private static unsafe void CopyColumn<T>(
        DuckDBDataChunk chunk, int column, Span<T> target, DuckDBType type, T? nullValue, string subject)
        where T : unmanaged
    {
        IntPtr vector = NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, column);
        using DuckDBLogicalType logicalType = NativeMethods.Vectors.DuckDBVectorGetColumnType(vector);
        DuckDBType kind = NativeMethods.LogicalType.DuckDBGetTypeId(logicalType);
        if (kind != type)
        {
            // Read as something else its bytes would be other numbers, without any error.
            throw new InvalidOperationException($"{subject}: column {column} is {kind}, not {type}. Cast it to {Sql(type)} in the query.");
        }

        new ReadOnlySpan<T>(NativeMethods.Vectors.DuckDBVectorGetData(vector), target.Length).CopyTo(target);
        ulong* validity = NativeMethods.Vectors.DuckDBVectorGetValidity(vector);
        for (int row = 0; validity != null && row < target.Length; row++)
        {
            if ((validity[row / 64] & (1UL << (row % 64))) == 0)
            {
                target[row] = nullValue
                    ?? throw new InvalidOperationException($"{subject}: column {column} holds a null where a number is needed.");
            }
        }
    }

    private static string Sql(DuckDBType type) => type == DuckDBType.Integer ? "int" : "double";
}
