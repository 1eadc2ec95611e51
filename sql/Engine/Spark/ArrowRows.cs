using Apache.Arrow;
using Apache.Arrow.Types;

namespace Segmentation.Sql.Engine.Spark;

/// <summary>A column of rows that are sent to Spark.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Type">Its SQL type: string, boolean, int, bigint, double, date, timestamp (without time zone), decimal(p,s).</param>
public sealed record SparkColumn(string Name, string Type);

/// <summary>Makes Arrow batches of rows.</summary>
public static class ArrowRows
{
    /// <summary>Puts rows side by side in columns.</summary>
    /// <param name="columns">Names and types.</param>
    /// <param name="rows">One value per column, of the .NET type that a reader of the column gives; null where there is none.</param>
    /// <exception cref="ArgumentException">A value is not of its column's type, or a row is short.</exception>
    public static RecordBatch Batch(IReadOnlyList<SparkColumn> columns, IReadOnlyList<object?[]> rows)
    {
        foreach (object?[] row in rows.Where(row => row.Length != columns.Count))
        {
            throw new ArgumentException($"A row has {row.Length} values for {columns.Count} columns.");
        }

        var fields = new List<Field>();
        var arrays = new List<IArrowArray>();
        for (int index = 0; index < columns.Count; index++)
        {
            SparkColumn column = columns[index];
            IArrowArray array = Column(column, [.. rows.Select(row => row[index])]);
            fields.Add(new Field(column.Name, array.Data.DataType, nullable: true));
            arrays.Add(array);
        }

        return new RecordBatch(new Schema(fields, null), arrays, rows.Count);
    }

    private static IArrowArray Column(SparkColumn column, object?[] values)
    {
        try
        {
            return column.Type switch
            {
                "string" => Strings(values),
                "boolean" => Fill<bool, BooleanArray, BooleanArray.Builder>(new BooleanArray.Builder(), values),
                "int" => Fill<int, Int32Array, Int32Array.Builder>(new Int32Array.Builder(), values),
                "bigint" => Fill<long, Int64Array, Int64Array.Builder>(new Int64Array.Builder(), values),
                "double" => Fill<double, DoubleArray, DoubleArray.Builder>(new DoubleArray.Builder(), values),
                "date" => Dates(values),
                "timestamp" => Timestamps(values),
                _ when column.Type.StartsWith("decimal(", StringComparison.Ordinal) => Decimals(column.Type, values),
                _ => throw new ArgumentException($"{column.Name}: columns of type {column.Type} are not sent."),
            };
        }
        catch (InvalidCastException error)
        {
            throw new ArgumentException($"{column.Name}: a value is not of type {column.Type}.", error);
        }
    }

    private static TArray Fill<T, TArray, TBuilder>(TBuilder builder, object?[] values)
        where T : struct
        where TArray : IArrowArray
        where TBuilder : class, IArrowArrayBuilder<T, TArray, TBuilder>
    {
        foreach (object? value in values)
        {
            _ = value is null ? builder.AppendNull() : builder.Append((T)value);
        }

        return builder.Build(null!);
    }

    private static StringArray Strings(object?[] values)
    {
        var builder = new StringArray.Builder();
        foreach (object? value in values)
        {
            _ = value is null ? builder.AppendNull() : builder.Append((string)value);
        }

        return builder.Build();
    }

    private static Date32Array Dates(object?[] values)
    {
        var builder = new Date32Array.Builder();
        foreach (object? value in values)
        {
            _ = value is null ? builder.AppendNull() : builder.Append(((DateOnly)value).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc));
        }

        return builder.Build();
    }

    private static TimestampArray Timestamps(object?[] values)
    {
        var builder = new TimestampArray.Builder(new TimestampType(TimeUnit.Microsecond, (string?)null));
        foreach (object? value in values)
        {
            _ = value is null
                ? builder.AppendNull()
                : builder.Append(new DateTimeOffset(DateTime.SpecifyKind((DateTime)value, DateTimeKind.Utc)));
        }

        return builder.Build();
    }

    private static Decimal128Array Decimals(string type, object?[] values)
    {
        int[] size = [.. type["decimal(".Length..].TrimEnd(')').Split(',').Select(part => int.Parse(part, System.Globalization.CultureInfo.InvariantCulture))];
        var builder = new Decimal128Array.Builder(new Decimal128Type(size[0], size.Length > 1 ? size[1] : 0));
        foreach (object? value in values)
        {
            _ = value is null ? builder.AppendNull() : builder.Append((decimal)value);
        }

        return builder.Build();
    }
}
