using System.Data.Common;

namespace Segmentation.Sql.Engine;

/// <summary>What runs transforms and answers queries: as much as every engine can do alike.</summary>
/// <remarks>Used by one thread at a time. Rows in bulk and transactions are each engine's own: what DuckDB does there, Spark cannot.</remarks>
public interface ISqlEngine : IDisposable
{
    /// <summary>What the ledger calls the engine: two that differ in it may round differently.</summary>
    string NameAndVersion { get; }

    /// <summary>Creates the bodies of the seg_ functions for this engine.</summary>
    void CreateFunctions(TransformCatalog catalog);

    /// <summary>Runs a statement.</summary>
    /// <returns>Rows written, or -1 where the statement writes none or the engine does not say.</returns>
    /// <exception cref="EngineException">The engine refused it.</exception>
    long Execute(
        string sql, string subject, IReadOnlyDictionary<string, object?>? parameters = null, CancellationToken cancellationToken = default);

    /// <summary>Makes the table or view that a transform defines.</summary>
    /// <returns>Rows in the table; -1 for a view.</returns>
    long RunTransform(Transform transform, IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken = default);

    /// <summary>Reads a small result: one object per row.</summary>
    IReadOnlyList<T> Query<T>(
        string sql,
        string subject,
        Func<DbDataReader, T> read,
        IReadOnlyDictionary<string, object?>? parameters = null,
        CancellationToken cancellationToken = default);

    /// <summary>Reads a large result row by row, as the engine makes it.</summary>
    /// <returns>Rows read.</returns>
    long Stream(string sql, string subject, Action<DbDataReader> read, CancellationToken cancellationToken = default);

    /// <summary>Reads the single value of a query.</summary>
    T Scalar<T>(
        string sql, string subject, IReadOnlyDictionary<string, object?>? parameters = null, CancellationToken cancellationToken = default);

    /// <summary>Whether a table or view exists.</summary>
    bool HasTable(string name);
}
