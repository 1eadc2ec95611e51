using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using Npgsql;
using NpgsqlTypes;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Ledger;

/// <summary>The ledger in a database: a SQLite file, or a schema in PostgreSQL.</summary>
/// <remarks>The statements are the same on both. They speak of instants, days and amounts as text; PostgreSQL keeps them in its own
/// types, and <see cref="LedgerDialect"/> translates what it returns.</remarks>
public sealed partial class SqlLedger : ILedger
{
    private readonly LedgerDialect dialect;

    static SqlLedger()
    {
        SqlMapper.RemoveTypeMap(typeof(string));
        SqlMapper.AddTypeHandler(new TextHandler());
    }

    private SqlLedger(LedgerDialect dialect) => this.dialect = dialect;

    /// <summary>Opens the ledger, making or migrating it first.</summary>
    /// <exception cref="RunRefusedException">It is damaged, is no ledger, is newer than the program, or cannot be reached or written.</exception>
    public static SqlLedger Open(LedgerDialect dialect)
    {
        dialect.Prepare();
        return new SqlLedger(dialect);
    }

    private void InTransaction(Action<DbConnection, DbTransaction> work, [CallerMemberName] string deed = "") => dialect.Write(work, deed);

    private List<T> Read<T>(string sql, object? parameters, Func<dynamic, T> read) =>
        dialect.Read(connection => Rows(connection, null, sql, parameters, read));

    private List<T> Rows<T>(DbConnection connection, DbTransaction? transaction, string sql, object? parameters, Func<dynamic, T> read) =>
        [.. connection.Query(sql, parameters, transaction).Select(row => (T)read(dialect.Translated(row)))];

    private static string Text(DateTimeOffset instant) => LedgerText.Of(instant.UtcDateTime);

    private static string? Text(DateTimeOffset? instant) => instant is null ? null : Text(instant.Value);

    private static string Text(DateOnly day) => LedgerText.Of(day);

    private static string? Text(DateOnly? day) => day is null ? null : Text(day.Value);

    private static string Text(Enum value) => value.ToString().ToLowerInvariant();

    private static DateTimeOffset Instant(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static DateTimeOffset? InstantOrNull(object? text) => text is string value ? Instant(value) : null;

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly? DayOrNull(object? text) => text is string value ? Day(value) : null;

    /// <summary>Sends text to PostgreSQL without a type, so that the column it meets decides: a date, an instant, an amount or text.</summary>
    private sealed class TextHandler : SqlMapper.TypeHandler<string>
    {
        public override void SetValue(IDbDataParameter parameter, string? value)
        {
            parameter.Value = (object?)value ?? DBNull.Value;
            if (parameter is NpgsqlParameter sent)
            {
                sent.NpgsqlDbType = NpgsqlDbType.Unknown;
            }
        }

        public override string Parse(object value) => (string)value;
    }
}
