using NpgsqlTypes;

namespace Segmentation.Sql.Engine.Postgres;

/// <summary>The PostgreSQL type of a DuckDB column. Money stays exact; instants are UTC without a zone, as they are published.</summary>
/// <param name="Sql">The type in SQL.</param>
/// <param name="Wire">How its values are sent.</param>
public readonly record struct PostgresType(string Sql, NpgsqlDbType Wire)
{
    /// <summary>Translates a type as DuckDB's information_schema names it.</summary>
    /// <exception cref="ArgumentException">A type that published tables do not have.</exception>
    public static PostgresType Of(string duckDbType) => duckDbType switch
    {
        "VARCHAR" => new("text", NpgsqlDbType.Text),
        "BIGINT" => new("bigint", NpgsqlDbType.Bigint),
        "INTEGER" => new("integer", NpgsqlDbType.Integer),
        "SMALLINT" or "TINYINT" => new("smallint", NpgsqlDbType.Smallint),
        "DOUBLE" => new("double precision", NpgsqlDbType.Double),
        "BOOLEAN" => new("boolean", NpgsqlDbType.Boolean),
        "DATE" => new("date", NpgsqlDbType.Date),
        "TIMESTAMP" => new("timestamp", NpgsqlDbType.Timestamp),
        "HUGEINT" => new("numeric(38,0)", NpgsqlDbType.Numeric),
        _ when duckDbType.StartsWith("DECIMAL(", StringComparison.Ordinal) => new($"numeric{duckDbType["DECIMAL".Length..]}", NpgsqlDbType.Numeric),
        _ => throw new ArgumentException($"A published column has the type {duckDbType}, for which PostgreSQL has no counterpart here.", nameof(duckDbType)),
    };
}
