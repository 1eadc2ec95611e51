using Segmentation.Jobs.Configuration;
using Segmentation.Sql.Engine;

namespace Segmentation.Sql.Tests.Transforms;

/// <summary>One CSV file of a fixture: the rows that a table has in it.</summary>
/// <remarks>The header names the columns. Columns of the source contract have the contract's types; any other column is
/// written <c>name:type</c>, as in <c>rate:decimal(18;6)</c>, and is text if it is not. An empty field is null. In raw tables source_system is 'shop' and
/// source_row the number of the line unless the file says otherwise, and columns that are not written are null.</remarks>
internal sealed class FixtureTable
{
    private static readonly (string Name, string Type)[] LoadColumns =
    [
        ("source_system", "string"), ("loaded_at", "timestamp"), ("load_id", "string"),
        ("source_file", "string"), ("source_row", "bigint"),
    ];

    private readonly string file;
    private readonly (string Written, string Name, string? Type)[] columns;

    public FixtureTable(string file)
    {
        this.file = file;
        Name = Path.GetFileNameWithoutExtension(file);
        columns = [.. File.ReadLines(file).First().Split(',').Select(written => written.Trim()).Select(written =>
            written.Split(':', 2) is [{ } name, { } type]
                // A comma would end the field: decimal(18;4).
                ? (written, name, type.Replace(';', ','))
                : (written, written, (string?)null))];
    }

    /// <summary>Schema and table.</summary>
    public string Name { get; }

    /// <summary>The columns that the file names.</summary>
    public IEnumerable<string> Columns => columns.Select(column => column.Name);

    /// <summary>Makes the table with the rows of the file.</summary>
    public void Create(DuckDbEngine engine)
    {
        ContractTable? contract =
            Name.StartsWith("raw.", StringComparison.Ordinal) ? SourceContract.Find(Name["raw.".Length..]) : null;
        IEnumerable<string> selected = contract is null
            ? columns.Select(column => Cast(column.Written, column.Type ?? "string", column.Name))
            : ContractColumns(contract).Select(column => $"{Value(column.Name, column.Type)} as {column.Name}");
        engine.Execute($"create table {Name} as select {string.Join(", ", selected)} from {Read()}", Name);
    }

    /// <summary>The rows of the file, cast to the given types, as a query.</summary>
    public string Select(IReadOnlyDictionary<string, string> types)
    {
        IEnumerable<string> selected = columns.Select(column => Cast(column.Written, types[column.Name], column.Name));
        return $"select {string.Join(", ", selected)} from {Read()}";
    }

    /// <summary>Makes a contract table without rows.</summary>
    public static void CreateEmpty(DuckDbEngine engine, ContractTable table) =>
        engine.Execute(
            $"create table raw.{table.Name} ({string.Join(", ", ContractColumns(table).Select(column => $"{column.Name} {column.Type}"))})",
            table.Name);

    private static IEnumerable<(string Name, string Type)> ContractColumns(ContractTable table) =>
        table.Columns.Select(column => (column.Name, column.SqlType)).Concat(LoadColumns);

    private static string Cast(string written, string type, string name) =>
        $"cast({SqlText.Identifier(written)} as {type}) as {name}";

    private string Value(string name, string type)
    {
        (string written, _, _) = columns.FirstOrDefault(column => column.Name == name);
        string value = written is null ? "null" : SqlText.Identifier(written);
        string filled = name switch
        {
            "source_system" => $"coalesce({value}, 'shop')",
            "source_row" => $"coalesce({value}, cast(row_number() over () as string))",
            _ => value,
        };
        return $"cast({filled} as {type})";
    }

    private string Read() =>
        $"read_csv({SqlText.Literal(file)}, header = true, all_varchar = true, delim = ',', quote = '\"')";
}
