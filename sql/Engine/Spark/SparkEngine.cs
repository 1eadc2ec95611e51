using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using Apache.Arrow;

namespace Segmentation.Sql.Engine.Spark;

/// <summary>Spark, over Spark Connect: the same transforms where one machine is not enough.</summary>
/// <remarks>Tables are files under the work folder, known to the server by <c>schema.table</c> until it stops: one night at a time uses a
/// server. Views are known to this session alone, since a view that Spark keeps can hold neither parameters nor seg_ functions.
/// Calls wait for the server; nothing else happens on the thread meanwhile.</remarks>
public sealed partial class SparkEngine : ISqlEngine
{
    private readonly SparkEngineOptions options;
    private readonly HashSet<string> schemas = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> views = new(StringComparer.OrdinalIgnoreCase);

    private SparkEngine(SparkSession session, SparkEngineOptions options) => (Session, this.options) = (session, options);

    /// <summary>The engine's name, which is also the folder of its function bodies.</summary>
    public const string Name = "spark";

    /// <inheritdoc/>
    public string NameAndVersion => $"Spark {Session.Version}";

    /// <summary>The session, for what only Spark can.</summary>
    public SparkSession Session { get; }

    /// <summary>Connects to a server.</summary>
    /// <exception cref="SparkException">It does not answer, is too old, or refuses the token.</exception>
    public static SparkEngine Open(SparkEngineOptions options, CancellationToken cancellationToken = default) =>
        new(Wait(SparkSession.ConnectAsync(options.Connection, options.Settings, cancellationToken)), options);

    /// <inheritdoc/>
    public void CreateFunctions(TransformCatalog catalog)
    {
        foreach ((string name, string body) in catalog.Functions.Where(function => function.Key.StartsWith($"{Name}/", StringComparison.Ordinal)))
        {
            Execute(body, $"function {name}");
        }
    }

    /// <inheritdoc/>
    public long Execute(
        string sql, string subject, IReadOnlyDictionary<string, object?>? parameters = null, CancellationToken cancellationToken = default)
    {
        Wait(Session.ExecuteAsync(WithViews(sql), subject, parameters, cancellationToken));
        return -1;
    }

    /// <inheritdoc/>
    public long RunTransform(
        Transform transform, IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken = default)
    {
        SparkRelation rows = SparkRelation.Sql(WithViews(transform.Body), parameters);
        try
        {
            if (transform.Materialization == Materialization.View)
            {
                CreateView(transform.Name, rows, cancellationToken);
                return -1;
            }

            return WriteTable(rows, transform.Name, transform.Name, cancellationToken);
        }
        catch (SparkException error)
        {
            throw error.In(transform.Path, transform.BodyLine);
        }
    }

    /// <summary>Makes rows known to this session as <c>schema.view</c>, without computing them.</summary>
    public void CreateView(string name, SparkRelation rows, CancellationToken cancellationToken = default)
    {
        Wait(Session.CreateViewAsync(ViewName(name), rows, cancellationToken));
        views.Add(name);
    }

    /// <summary>Makes a table of rows, in place of one of that name.</summary>
    /// <returns>Rows written.</returns>
    public long WriteTable(SparkRelation rows, string table, string subject, CancellationToken cancellationToken = default)
    {
        string schema = table.Split('.')[0];
        if (schemas.Add(schema))
        {
            Wait(Session.ExecuteAsync($"create schema if not exists {schema}", subject, cancellationToken: cancellationToken));
        }

        string? path = options.WorkFolder is null ? null : $"{options.WorkFolder.TrimEnd('/')}/{table.Replace('.', '/')}";
        return Wait(Session.WriteTableAsync(rows, table, options.Format, path, subject, cancellationToken)).RowsWritten;
    }

    /// <inheritdoc/>
    public IReadOnlyList<T> Query<T>(
        string sql,
        string subject,
        Func<DbDataReader, T> read,
        IReadOnlyDictionary<string, object?>? parameters = null,
        CancellationToken cancellationToken = default)
    {
        var rows = new List<T>();
        Read(sql, subject, parameters, reader => rows.Add(read(reader)), cancellationToken);
        return rows;
    }

    /// <inheritdoc/>
    public long Stream(string sql, string subject, Action<DbDataReader> read, CancellationToken cancellationToken = default) =>
        Read(sql, subject, null, read, cancellationToken);

    /// <inheritdoc/>
    public T Scalar<T>(
        string sql, string subject, IReadOnlyDictionary<string, object?>? parameters = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<object> values = Query(sql, subject, reader => reader.GetValue(0), parameters, cancellationToken);
        return values.Count > 0
            ? (T)Convert.ChangeType(values[0], typeof(T), CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"{subject}: the query returned no row.");
    }

    /// <inheritdoc/>
    public bool HasTable(string name)
    {
        string[] parts = name.Split('.');
        return views.Contains(name)
            || Query($"show schemas like '{parts[0]}'", "looking for a schema", reader => reader.GetString(0)).Count > 0
            && Query($"show tables in {parts[0]} like '{parts[1]}'", "looking for a table", reader => reader.GetString(1)).Count > 0;
    }

    /// <inheritdoc/>
    public void Dispose() => Wait(Session.DisposeAsync().AsTask());

    private long Read(
        string sql,
        string subject,
        IReadOnlyDictionary<string, object?>? parameters,
        Action<DbDataReader> read,
        CancellationToken cancellationToken)
    {
        IAsyncEnumerator<RecordBatch> batches =
            Session.ReadAsync(SparkRelation.Sql(WithViews(sql), parameters), subject, cancellationToken).GetAsyncEnumerator(CancellationToken.None);
        try
        {
            using var reader = new ArrowReader(() => Wait(batches.MoveNextAsync().AsTask()) ? batches.Current : null);
            long count = 0;
            while (reader.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                read(reader);
                count++;
            }

            return count;
        }
        finally
        {
            Wait(batches.DisposeAsync().AsTask());
        }
    }

    /// <summary>The SQL with each view of this session named as the session knows it, and still called by its own name.</summary>
    private string WithViews(string sql) => views.Count == 0
        ? sql
        : SqlText.ReplaceInCode(sql, QualifiedNamePattern(), match =>
            !views.Contains(match.Groups[1].Value) ? match.Value
            : match.Groups[2].Success ? $"{ViewName(match.Groups[1].Value)}{match.Groups[2].Value}"
            : $"{ViewName(match.Groups[1].Value)} as {match.Groups[1].Value.Split('.')[1]}");

    private static string ViewName(string name) => name.Replace(".", "__", StringComparison.Ordinal);

    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private static void Wait(Task task) => task.GetAwaiter().GetResult();

    [GeneratedRegex(@"(?<![\w.])([a-z_]\w*\.[a-z_]\w*)(?![\w.])(\s+as\b)?", RegexOptions.IgnoreCase)]
    private static partial Regex QualifiedNamePattern();
}
