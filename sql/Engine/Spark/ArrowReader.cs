using System.Collections;
using System.Data.Common;
using System.Data.SqlTypes;
using System.Globalization;
using Apache.Arrow;

namespace Segmentation.Sql.Engine.Spark;

/// <summary>Rows of Arrow batches, one after the other, as every other engine gives them.</summary>
internal sealed class ArrowReader(Func<RecordBatch?> nextBatch) : DbDataReader
{
    private RecordBatch? batch;
    private Schema? schema;
    private int row = -1;
    private bool isClosed;

    public override int Depth => 0;

    public override int FieldCount => Columns.FieldsList.Count;

    public override bool HasRows => batch is { Length: > 0 };

    public override bool IsClosed => isClosed;

    public override int RecordsAffected => -1;

    private Schema Columns => schema ?? throw new InvalidOperationException("No row was read yet.");

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => GetValue(GetOrdinal(name));

    public override bool Read()
    {
        row++;
        while (batch is null || row >= batch.Length)
        {
            batch?.Dispose();
            batch = nextBatch();
            if (batch is null)
            {
                return false;
            }

            (schema, row) = (batch.Schema, 0);
        }

        return true;
    }

    public override bool NextResult() => false;

    public override void Close()
    {
        batch?.Dispose();
        batch = null;
        isClosed = true;
    }

    public override bool IsDBNull(int ordinal) => batch!.Column(ordinal).IsNull(row);

    public override object GetValue(int ordinal) => ArrowValues.Get(batch!.Column(ordinal), row) ?? DBNull.Value;

    public override int GetValues(object[] values)
    {
        int count = Math.Min(values.Length, FieldCount);
        for (int ordinal = 0; ordinal < count; ordinal++)
        {
            values[ordinal] = GetValue(ordinal);
        }

        return count;
    }

    public override T GetFieldValue<T>(int ordinal)
    {
        object value = GetValue(ordinal);
        return value switch
        {
            T asked => asked,
            DBNull when default(T) is null && typeof(T) != typeof(string) => default!,
            DateOnly day when typeof(T) == typeof(DateTime) => (T)(object)day.ToDateTime(TimeOnly.MinValue),
            decimal number when typeof(T) == typeof(SqlDecimal) => (T)(object)new SqlDecimal(number),
            SqlDecimal => throw new OverflowException($"Column {GetName(ordinal)}: a number has more digits than a decimal holds. Read it as SqlDecimal, or round it in the query."),
            DBNull => throw new InvalidCastException($"Column {GetName(ordinal)} is null."),
            _ => (T)Convert.ChangeType(value, Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T), CultureInfo.InvariantCulture),
        };
    }

    public override bool GetBoolean(int ordinal) => GetFieldValue<bool>(ordinal);

    public override byte GetByte(int ordinal) => GetFieldValue<byte>(ordinal);

    public override char GetChar(int ordinal) => GetFieldValue<string>(ordinal)[0];

    public override DateTime GetDateTime(int ordinal) => GetFieldValue<DateTime>(ordinal);

    public override decimal GetDecimal(int ordinal) => GetFieldValue<decimal>(ordinal);

    public override double GetDouble(int ordinal) => GetFieldValue<double>(ordinal);

    public override float GetFloat(int ordinal) => GetFieldValue<float>(ordinal);

    public override Guid GetGuid(int ordinal) => Guid.Parse(GetFieldValue<string>(ordinal));

    public override short GetInt16(int ordinal) => GetFieldValue<short>(ordinal);

    public override int GetInt32(int ordinal) => GetFieldValue<int>(ordinal);

    public override long GetInt64(int ordinal) => GetFieldValue<long>(ordinal);

    public override string GetString(int ordinal) => GetFieldValue<string>(ordinal);

    public override string GetName(int ordinal) => Columns.FieldsList[ordinal].Name;

    public override int GetOrdinal(string name) => Columns.GetFieldIndex(name) is >= 0 and int index
        ? index
        : throw new ArgumentException($"The result has no column {name}.");

    public override Type GetFieldType(int ordinal) => ArrowValues.TypeOf(Columns.FieldsList[ordinal].DataType);

    public override string GetDataTypeName(int ordinal) => Columns.FieldsList[ordinal].DataType.Name;

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) =>
        throw new NotSupportedException("Read bytes with GetFieldValue<byte[]>.");

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) =>
        throw new NotSupportedException("Read text with GetString.");

    public override IEnumerator GetEnumerator() => new DbEnumerator(this);
}
