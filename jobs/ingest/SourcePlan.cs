using System.Text.RegularExpressions;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Ingest;

/// <summary>Everything that is known about reading a source before its first record is read.</summary>
/// <param name="Columns">Source columns that the mappings read: these are landed, others are not.</param>
/// <param name="Tables">How each contract table is filled.</param>
/// <param name="ColumnUse">Per source column: the contract columns that come from it.</param>
/// <param name="CreateMacros">Statements that make number(x) and its kin read as this source writes.</param>
internal sealed record SourcePlan(
    IReadOnlyList<string> Columns,
    IReadOnlyList<TablePlan> Tables,
    IReadOnlyDictionary<string, IReadOnlyList<ContractColumn>> ColumnUse,
    string CreateMacros);

/// <summary>Resolves the mappings of one source and has the engine check them.</summary>
internal sealed partial class SourcePlanner(DuckDbEngine engine, string source, SourceConfig config, SegmentationConfig run)
{
    /// <summary>Makes the plan, and an empty landing table for it.</summary>
    /// <param name="found">Columns found in the files to read.</param>
    /// <param name="acceptsIso">Whether times may also come as ISO 8601, as typed files give them.</param>
    /// <exception cref="RunRefusedException">A mapping is not SQL, or does not fit the contract.</exception>
    public SourcePlan Plan(IReadOnlyList<string> found, bool acceptsIso)
    {
        var text = new TextSql(config, acceptsIso);
        engine.Execute(text.CreateMacros, $"functions of source {source}");

        List<Resolved> resolved = [.. config.Tables.Select(table => Resolve(table.Key, table.Value, found))];
        string[] columns = [.. resolved.SelectMany(table => table.SourceColumns).Distinct()];
        var scope = new SourceScope(columns, resolved.SelectMany(table => table.Names));
        Landing.Create(engine, columns.Length);

        var rules = new ColumnRules(text, [run.Currency, .. run.ExchangeRates.Keys]);
        return new SourcePlan(
            columns,
            [.. resolved.Select(table => Compile(table, scope, rules))],
            columns.ToDictionary(column => column, column => (IReadOnlyList<ContractColumn>)
                [.. resolved.SelectMany(table => table.Uses(column)).DistinctBy(use => use.Name)]),
            text.CreateMacros);
    }

    private Resolved Resolve(string name, TableMapping mapping, IReadOnlyList<string> found)
    {
        ContractTable table = SourceContract.Find(name)
            ?? throw Refuse($"{name} is not a table of the source contract", "Name one of: " + string.Join(", ", SourceContract.Tables.Select(known => known.Name)));
        var columns = new Dictionary<string, SqlExpression>(StringComparer.Ordinal);
        foreach ((string column, string sql) in mapping.Columns)
        {
            if (table.Find(column) is null)
            {
                string hint = NearestWord.Find(column, table.Columns.Select(known => known.Name)) is { } near ? $"Did you mean {near}?" : "Take it out of the mapping.";
                throw Refuse($"{name} has no column {column}", hint);
            }

            columns.Add(column, Read(name, column, sql, mapping.Unpivot, found));
        }

        RequireColumns(table, columns);
        SqlExpression? where = mapping.Where is null ? null : Read(name, "where", mapping.Where, mapping.Unpivot, []);
        return new Resolved(table, mapping, columns, where);
    }

    /// <summary>A column's name as found in the files is a renaming, whatever it looks like; anything else is SQL.</summary>
    private SqlExpression Read(string table, string column, string sql, UnpivotConfig? unpivot, IReadOnlyList<string> found)
    {
        bool isName = found.Contains(sql, StringComparer.OrdinalIgnoreCase) || unpivot?.NameAs == sql || unpivot?.ValueAs == sql;
        if (isName)
        {
            return new SqlExpression(sql, [sql], IsColumn: true);
        }

        SqlExpression? expression = SqlExpression.Parse(engine, sql, out string error);
        return expression switch
        {
            // Under WHERE a single column is still a condition.
            { IsColumn: true } when column != "where" => expression with { Text = expression.Columns[0] },
            not null => expression,
            null when NamePattern().IsMatch(sql) => new SqlExpression(sql, [sql], IsColumn: true),
            null => throw Refuse($"{table}.{column} is mapped to {sql}, which is neither a column nor SQL: {error}", "Correct the mapping"),
        };
    }

    private void RequireColumns(ContractTable table, Dictionary<string, SqlExpression> columns)
    {
        IReadOnlyList<ContractColumn> missing = table.Missing(columns.ContainsKey);
        if (missing.Count > 0)
        {
            string hint = missing.FirstOrDefault(column => column.ComputedFrom.Count > 0) is { } computed
                ? $"Map it, or map {string.Join(" and ", computed.ComputedFrom)}" : "Map it";
            throw Refuse($"{table.Name} needs {string.Join(", ", missing.Select(column => column.Name))}, which is not mapped", hint);
        }
    }

    private TablePlan Compile(Resolved resolved, SourceScope scope, ColumnRules rules)
    {
        ContractTable table = resolved.Table;
        UnpivotConfig? unpivot = resolved.Mapping.Unpivot;
        ColumnRule[] made = [.. table.Columns.Select((column, place) =>
            resolved.Columns.TryGetValue(column.Name, out SqlExpression? expression)
                ? rules.Make(column, place, Input(table.Name, column.Name, expression, scope, unpivot),
                    isCurrencyOfAmount: column.Name == "currency" && table.AmountColumn is not null)
                : ColumnRule.Empty(column))];
        DefaultRules.Apply(table, made, run.Currency);

        MappedInput? where = resolved.Where is null ? null : Input(table.Name, "where", resolved.Where, scope, unpivot);
        if (where is not null && where.Type != "BOOLEAN")
        {
            throw Refuse($"{table.Name}.where gives {where.Type}, not a condition: {resolved.Where!.Text}", "Correct the mapping");
        }

        return new TablePlan(table, resolved.Mapping, made, new TableQuery(scope, table, resolved.Mapping).Compose(made, where));
    }

    private MappedInput Input(string table, string column, SqlExpression expression, SourceScope scope, UnpivotConfig? unpivot)
    {
        if (expression.IsColumn && column != "where")
        {
            if (expression.Columns[0] == SourceScope.RowNumber)
            {
                return new MappedInput(SourceScope.RowNumber, "BIGINT", null);
            }

            bool isUnpivoted = unpivot is not null && (unpivot.NameAs == expression.Text || unpivot.ValueAs == expression.Text);
            return new MappedInput(
                isUnpivoted ? SourceScope.Unpivoted(expression.Text) : scope.Landed(expression.Columns[0]), "VARCHAR", null);
        }

        try
        {
            string type = engine.Query(
                $"describe select ({expression.Text}\n) as v from ({scope.From(unpivot)})",
                $"source {source}: {table}.{column}", row => row.GetString(1))[0];
            return new MappedInput($"{expression.Text}\n", type, expression.Columns);
        }
        catch (EngineException error) when (error.Failure is EngineFailure.Statement or EngineFailure.Data)
        {
            throw new RunRefusedException(
                $"Source {source}: the mapping of {table}.{column} is not valid SQL over the source's columns: {expression.Text}. "
                + $"{error.InnerException?.Message.Trim().ReplaceLineEndings(" ")} Nothing was loaded. Correct sources.{source}.tables.{table} and run again.", error);
        }
    }

    private RunRefusedException Refuse(string what, string hint) =>
        new($"Source {source}: {what}. Nothing was loaded. {hint} (sources.{source}.tables) and run again.");

    [GeneratedRegex(@"^[\p{L}\p{N} _.\-/#%]+$")]
    private static partial Regex NamePattern();

    /// <summary>One table's mapping with its names told from its SQL.</summary>
    private sealed record Resolved(
        ContractTable Table, TableMapping Mapping, IReadOnlyDictionary<string, SqlExpression> Columns, SqlExpression? Where)
    {
        /// <summary>Names that are no columns of the file.</summary>
        private string[] Unpivoted =>
            Mapping.Unpivot is null ? [SourceScope.RowNumber] : [SourceScope.RowNumber, Mapping.Unpivot.NameAs, Mapping.Unpivot.ValueAs];

        public IEnumerable<string> SourceColumns => Names.Where(name => !Unpivoted.Contains(name, StringComparer.OrdinalIgnoreCase));

        public IEnumerable<string> Names => Columns.Values.SelectMany(expression => expression.Columns)
            .Concat(Where?.Columns ?? []).Concat(Mapping.Unpivot?.Columns ?? []).Concat(Unpivoted);

        public IEnumerable<ContractColumn> Uses(string column) =>
            Columns.Where(item => item.Value.Columns.Contains(column)).Select(item => Table.Find(item.Key)!);
    }
}
