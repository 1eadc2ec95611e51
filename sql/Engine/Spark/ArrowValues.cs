using System.Data.SqlTypes;
using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Segmentation.Sql.Engine.Spark;

/// <summary>Single values of Arrow columns, exact.</summary>
internal static class ArrowValues
{
    private const int LargestScale = 28;
    private static readonly DateOnly Epoch = new(1970, 1, 1);

    /// <summary>The value in a row: null, or of the .NET type that holds it without loss.</summary>
    /// <remarks>DATE is a DateOnly; a timestamp with time zone is a DateTime in UTC, one without is of no kind.</remarks>
    public static object? Get(IArrowArray column, int row) => column.IsNull(row) ? null : column switch
    {
        BooleanArray values => values.GetValue(row)!.Value,
        Int8Array values => values.GetValue(row)!.Value,
        Int16Array values => values.GetValue(row)!.Value,
        Int32Array values => values.GetValue(row)!.Value,
        Int64Array values => values.GetValue(row)!.Value,
        FloatArray values => values.GetValue(row)!.Value,
        DoubleArray values => values.GetValue(row)!.Value,
        Decimal128Array values => Decimal(values, row),
        StringArray values => values.GetString(row),
        BinaryArray values => values.GetBytes(row).ToArray(),
        Date32Array values => Epoch.AddDays(values.Values[row]),
        TimestampArray values => Timestamp(values, row),
        ListArray values => List(values, row),
        _ => throw new NotSupportedException($"A column of Arrow type {column.Data.DataType.Name} is not read here. Cast it in the query."),
    };

    /// <summary>The .NET type of a column's values.</summary>
    public static Type TypeOf(IArrowType type) => type switch
    {
        BooleanType => typeof(bool),
        Int8Type => typeof(sbyte),
        Int16Type => typeof(short),
        Int32Type => typeof(int),
        Int64Type => typeof(long),
        FloatType => typeof(float),
        DoubleType => typeof(double),
        Decimal128Type => typeof(decimal),
        StringType => typeof(string),
        BinaryType => typeof(byte[]),
        Date32Type => typeof(DateOnly),
        TimestampType => typeof(DateTime),
        ListType => typeof(object?[]),
        _ => typeof(object),
    };

    /// <summary>A decimal where .NET's 96 bits hold it with its scale; a SqlDecimal, which holds all 38 digits, otherwise.</summary>
    private static object Decimal(Decimal128Array values, int row)
    {
        int scale = ((Decimal128Type)values.Data.DataType).Scale;
        var bytes = values.ValueBuffer.Span.Slice((values.Offset + row) * 16, 16);
        Int128 unscaled = System.Runtime.InteropServices.MemoryMarshal.Read<Int128>(bytes);
        Int128 size = Int128.Abs(unscaled);
        if (size >> 96 == 0 && scale is >= 0 and <= LargestScale)
        {
            return new decimal((int)(uint)size, (int)(uint)(size >> 32), (int)(uint)(size >> 64), unscaled < 0, (byte)scale);
        }

        string digits = size.ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return SqlDecimal.Parse($"{(unscaled < 0 ? "-" : "")}{digits[..^scale]}{(scale > 0 ? "." : "")}{digits[^scale..]}");
    }

    private static DateTime Timestamp(TimestampArray values, int row)
    {
        var type = (TimestampType)values.Data.DataType;
        if (type.Unit != TimeUnit.Microsecond)
        {
            throw new NotSupportedException($"Timestamps in {type.Unit} are not read here; Spark counts microseconds.");
        }

        DateTime instant = DateTime.UnixEpoch.AddMicroseconds(values.Values[row]);
        return type.Timezone is null ? DateTime.SpecifyKind(instant, DateTimeKind.Unspecified) : instant;
    }

    private static object?[] List(ListArray values, int row)
    {
        int start = values.ValueOffsets[row];
        return [.. Enumerable.Range(start, values.ValueOffsets[row + 1] - start).Select(index => Get(values.Values, index))];
    }
}
