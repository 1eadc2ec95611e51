namespace Segmentation.Sql.Engine;

/// <summary>How a transform's result is kept.</summary>
public enum Materialization
{
    /// <summary>Computed once and stored.</summary>
    Table,

    /// <summary>Computed where it is read.</summary>
    View,
}

/// <summary>One .sql file that defines one table: its header and its body.</summary>
/// <param name="Name">Schema and table, such as <c>mart.customer_features</c>.</param>
/// <param name="Description">What the table is.</param>
/// <param name="Grain">What one row is.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Reads">The tables it reads, as its header says.</param>
/// <param name="Parameters">The parameters it uses, as its header says.</param>
/// <param name="Materialization">How the result is kept.</param>
/// <param name="Tags">Words to select it by.</param>
/// <param name="Body">The select statement.</param>
/// <param name="Path">The file, relative to the sql room or to the company's transforms folder.</param>
public sealed record Transform(
    string Name,
    string Description,
    string Grain,
    string Owner,
    IReadOnlyList<string> Reads,
    IReadOnlyList<string> Parameters,
    Materialization Materialization,
    IReadOnlyList<string> Tags,
    string Body,
    string Path)
{
    /// <summary>The line of the file that the body begins in, counted from 1.</summary>
    public int BodyLine { get; init; } = 1;

    /// <summary>The schema, which is the top folder the file lies in.</summary>
    public string Schema => Name[..Name.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>The table without its schema, which is the file's name.</summary>
    public string Table => Name[(Name.IndexOf('.', StringComparison.Ordinal) + 1)..];

    /// <summary>The statement that makes the table, with parameters still named.</summary>
    public string CreateStatement =>
        $"create or replace {(Materialization == Materialization.Table ? "table" : "view")} {Name} as\n{Body}";
}

/// <summary>One named check of a table: a query for the rows that should not exist, or for one measured value.</summary>
/// <param name="Name">The audit's name, unique in the product.</param>
/// <param name="Table">The table it looks at.</param>
/// <param name="Description">What holds when it passes.</param>
/// <param name="IsBlocking">Whether a failure stops the night before anything is published.</param>
/// <param name="Threshold">The largest number of bad rows, or the largest measured value, that passes.</param>
/// <param name="Body">The query. A single column named <c>measured_value</c> is taken as the value; otherwise rows count.</param>
/// <param name="Path">The file it is in.</param>
public sealed record Audit(
    string Name, string Table, string Description, bool IsBlocking, decimal Threshold, string Body, string Path);

/// <summary>A .sql file does not say what it must, or says what is not so.</summary>
public sealed class TransformException(string path, string message) : Exception(message)
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;
}
