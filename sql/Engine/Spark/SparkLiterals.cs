using System.Globalization;
using Google.Protobuf;
using Segmentation.Sql.Engine.Spark.Protocol;
using Literal = Segmentation.Sql.Engine.Spark.Protocol.Expression.Types.Literal;

namespace Segmentation.Sql.Engine.Spark;

/// <summary>Values to Spark's literals and back.</summary>
internal static class SparkLiterals
{
    private static readonly DateOnly Epoch = new(1970, 1, 1);

    /// <summary>The value as a literal of its own type.</summary>
    /// <remarks>A DateTime is a timestamp without time zone, a DateTimeOffset the instant it names.</remarks>
    public static Literal From(object? value) => value switch
    {
        null => new Literal { Null = new DataType { Null = new() } },
        string text => new Literal { String = text },
        bool flag => new Literal { Boolean = flag },
        int number => new Literal { Integer = number },
        long number => new Literal { Long = number },
        short number => new Literal { Short = number },
        double number => new Literal { Double = number },
        decimal number => new Literal { Decimal = Exact(number) },
        DateOnly day => new Literal { Date = day.DayNumber - Epoch.DayNumber },
        DateTime instant => new Literal { TimestampNtz = Microseconds(instant) },
        DateTimeOffset instant => new Literal { Timestamp = Microseconds(instant.UtcDateTime) },
        byte[] bytes => new Literal { Binary = ByteString.CopyFrom(bytes) },
        IEnumerable<string> words => Words(words),
        _ => throw new ArgumentException($"A value of type {value.GetType().Name} has no Spark literal."),
    };

    public static Expression Argument(object? value) => new() { Literal = From(value) };

    /// <summary>The value of a literal; an array becomes an array of values.</summary>
    public static object? ValueOf(Literal literal) => literal.LiteralTypeCase switch
    {
        Literal.LiteralTypeOneofCase.Null => null,
        Literal.LiteralTypeOneofCase.Binary => literal.Binary.ToByteArray(),
        Literal.LiteralTypeOneofCase.Boolean => literal.Boolean,
        Literal.LiteralTypeOneofCase.Byte => literal.Byte,
        Literal.LiteralTypeOneofCase.Short => literal.Short,
        Literal.LiteralTypeOneofCase.Integer => literal.Integer,
        Literal.LiteralTypeOneofCase.Long => literal.Long,
        Literal.LiteralTypeOneofCase.Float => literal.Float,
        Literal.LiteralTypeOneofCase.Double => literal.Double,
        Literal.LiteralTypeOneofCase.Decimal => decimal.Parse(literal.Decimal.Value, CultureInfo.InvariantCulture),
        Literal.LiteralTypeOneofCase.String => literal.String,
        Literal.LiteralTypeOneofCase.Date => Epoch.AddDays(literal.Date),
        Literal.LiteralTypeOneofCase.Timestamp => DateTime.UnixEpoch.AddMicroseconds(literal.Timestamp),
        Literal.LiteralTypeOneofCase.TimestampNtz =>
            DateTime.SpecifyKind(DateTime.UnixEpoch.AddMicroseconds(literal.TimestampNtz), DateTimeKind.Unspecified),
        Literal.LiteralTypeOneofCase.Array => literal.Array.Elements.Select(ValueOf).ToArray(),
        Literal.LiteralTypeOneofCase.SpecializedArray => Special(literal.SpecializedArray),
        _ => throw new NotSupportedException($"A Spark literal of kind {literal.LiteralTypeCase} is not read here."),
    };

    private static object?[] Special(Literal.Types.SpecializedArray array) => array.ValueTypeCase switch
    {
        Literal.Types.SpecializedArray.ValueTypeOneofCase.Bools => [.. array.Bools.Values],
        Literal.Types.SpecializedArray.ValueTypeOneofCase.Ints => [.. array.Ints.Values],
        Literal.Types.SpecializedArray.ValueTypeOneofCase.Longs => [.. array.Longs.Values],
        Literal.Types.SpecializedArray.ValueTypeOneofCase.Floats => [.. array.Floats.Values],
        Literal.Types.SpecializedArray.ValueTypeOneofCase.Doubles => [.. array.Doubles.Values],
        _ => [.. array.Strings.Values],
    };

    /// <summary>Precision and scale are said: left out, Spark reads a number of 38 digits with 18 after the point.</summary>
    private static Literal.Types.Decimal Exact(decimal number)
    {
        string digits = number.ToString(CultureInfo.InvariantCulture);
        int scale = number.Scale;
        int precision = Math.Max(digits.Count(char.IsAsciiDigit), scale + 1);
        return new Literal.Types.Decimal { Value = digits, Precision = precision, Scale = scale };
    }

    /// <summary>The element type is always said: servers before 4.1 do not infer it.</summary>
    private static Literal Words(IEnumerable<string> words)
    {
        var array = new Literal.Types.Array { ElementType = new DataType { String = new() } };
        array.Elements.AddRange(words.Select(word => new Literal { String = word }));
        return new Literal { Array = array };
    }

    private static long Microseconds(DateTime instant) => (instant.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
