using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Ingest;

/// <summary>The SQL that turns landed rows into rows of one contract table, each with the reason why it is refused, if it is.</summary>
internal sealed class TablePlan
{
    private const string Internal = "__seg_file, __seg_row, __seg_raw, __seg_defect";
    private readonly ColumnRule[] rules;
    private readonly TableMapping mapping;
    private readonly bool isMain;

    private TablePlan(ContractTable table, ColumnRule[] rules, TableMapping mapping, bool isMain)
    {
        Table = table;
        this.rules = rules;
        this.mapping = mapping;
        this.isMain = isMain;
    }

    public ContractTable Table { get; }

    /// <summary>Whether every part of the table's key is filled, so that the same key twice can be told.</summary>
    public bool HasKey => !Table.KeepsVersions && Table.Key.Count > 0
        && Table.Key.All(column => rules.Single(rule => rule.Column.Name == column).IsMapped);

    public bool IsDistinct => mapping.Distinct;

    /// <summary>Makes the plan of one table over the landing table as it stands.</summary>
    /// <exception cref="RunRefusedException">An expression does not bind.</exception>
    public static TablePlan Make(DuckDbEngine engine, SourceMapping source, string table, IngestCurrencies currencies)
    {
        ContractTable contract = SourceContract.Find(table)!;
        TableMapping mapping = source.Config.Tables[table];
        var text = new TextSql(source.Config, acceptsIso: true);
        var maker = new ColumnRules(text, currencies.Known);
        ColumnRule[] rules = [.. contract.Columns.Select(ColumnRule.Empty)];
        for (int place = 0; place < rules.Length; place++)
        {
            if (mapping.Columns.TryGetValue(contract.Columns[place].Name, out string? written))
            {
                MappedInput input = Resolve(engine, source, table, mapping, contract.Columns[place].Name, written);
                bool isCurrency = contract.Columns[place].Name == "currency" && contract.AmountColumn is not null;
                rules[place] = maker.Make(contract.Columns[place], place, input, isCurrency);
            }
        }

        DefaultRules.Apply(contract, rules, currencies.Reporting);
        return new TablePlan(contract, rules, mapping, source.MainTable == table);
    }

    /// <summary>The table that collects this contract table's rows until the load is written.</summary>
    public static string StageName(string table) => $"stage.{table}";

    /// <summary>Creates the collecting table.</summary>
    public static string CreateStage(ContractTable table) =>
        $"""
        create table {StageName(table.Name)} (
            {string.Concat(table.Columns.Select(column => $"{column.Name} {ColumnRule.DuckType(column)}, "))}
            __seg_source varchar, __seg_file int, __seg_row bigint, __seg_fate varchar, __seg_reason varchar, __seg_raw varchar
        )
        """;

    /// <summary>Moves what has landed into the collecting table.</summary>
    public string InsertStatement(string system)
    {
        string[] places = [.. rules.Select((_, place) => $"{place}")];
        string values = string.Join(", ", rules.Select((_, place) => $"v{place}"));
        string mayBeBad = string.Join(" or ", rules.Select(rule => rule.MayBeBad).OfType<string>().DefaultIfEmpty("false"));
        string reasons = string.Join(", ", rules.Select(rule => rule.Reason).OfType<string>().Select(reason => $"({reason})").DefaultIfEmpty("null"));
        return $"""
            insert into {StageName(Table.Name)}
            with landed as ({Landed()}),
            inputs as (
                select {Internal}, {Where()} as __seg_belongs{Columns(rule => rule.Input, "i")}
                from landed
            ),
            parsed as (select *{Columns(rule => rule.Parsed, "d")} from inputs),
            {Layers()}
            judged as (
                select *,
                    case when __seg_defect is not null then __seg_defect
                        when __seg_belongs and ({mayBeBad}) then nullif(concat_ws('; ', {reasons}), '') end as __seg_reason
                from layer2
            )
            select
                {values}, {SqlText.Literal(system)}, __seg_file, __seg_row,
                case when __seg_reason is not null then 'quarantined' when __seg_belongs then 'accepted' else 'excluded' end,
                __seg_reason,
                case when __seg_reason is not null then __seg_raw end
            from judged
            {(isMain ? "" : "where __seg_defect is null")}
            """;
    }

    private string Layers() => string.Concat(Enumerable.Range(0, 3).Select(layer =>
        $"layer{layer} as (select *{Columns(rule => rule.Layer == layer ? rule.Value : null, "v")} from {(layer == 0 ? "parsed" : $"layer{layer - 1}")}),\n"));

    private string Columns(Func<ColumnRule, string?> pick, string prefix) => string.Concat(
        rules.Select((rule, place) => pick(rule) is { } sql ? $",\n{sql} as {prefix}{place}" : ""));

    /// <summary>A condition that cannot be computed does not take the row away: the row stays, and its columns are judged.</summary>
    private string Where() => mapping.Where is null
        ? "__seg_defect is null"
        : $"(__seg_defect is null and case when try({{'v': (\n{mapping.Where}\n)}}) is null then true else coalesce(try((\n{mapping.Where}\n)), false) end)";

    private string Landed() => LandedOf(mapping);

    private static string LandedOf(TableMapping mapping)
    {
        if (mapping.Unpivot is not { } unpivot)
        {
            return $"select *, __seg_row as {SourceMapping.RowNumber} from landing";
        }

        string columns = string.Join(", ", unpivot.Columns.Select(SqlText.Identifier));
        return $"select *, __seg_row as {SourceMapping.RowNumber} from landing unpivot include nulls ({SqlText.Identifier(unpivot.ValueAs)} for {SqlText.Identifier(unpivot.NameAs)} in ({columns}))";
    }

    private static MappedInput Resolve(DuckDbEngine engine, SourceMapping source, string table, TableMapping mapping, string column, string written)
    {
        string path = $"sources.{source.Source}.tables.{table}.columns.{column}";
        SqlExpression expression = SourceMapping.Expression(engine, path, written);
        try
        {
            string type = engine.Query($"describe select ({expression.Text}\n) as value from ({LandedOf(mapping)}) as landed", path, row => row.GetString(1))[0];
            return new MappedInput(expression.Text, type, expression.IsColumn ? null : expression.Columns);
        }
        catch (EngineException error)
        {
            throw new RunRefusedException($"{path}: '{written}' does not work on the columns of the source. {error.InnerException?.Message.Split("\n\nLINE")[0].ReplaceLineEndings(" ")} Nothing was loaded. Correct it in segmentation.yml.", error);
        }
    }
}

/// <summary>The currencies that amounts may be in.</summary>
/// <param name="Reporting">The reporting currency.</param>
/// <param name="Known">It, and those with a rate.</param>
internal sealed record IngestCurrencies(string Reporting, IReadOnlyList<string> Known)
{
    public static IngestCurrencies Of(SegmentationConfig config) =>
        new(config.Currency, [.. config.ExchangeRates.Keys.Append(config.Currency).Distinct().Order(StringComparer.Ordinal)]);
}
