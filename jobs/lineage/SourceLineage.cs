using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Ingest;
using Segmentation.Sql.Engine;
using Segmentation.Sql.Engine.Lineage;

namespace Segmentation.Jobs.Lineage;

/// <summary>From the columns of files and database tables to those of the raw tables, as the mappings say.</summary>
internal static class SourceLineage
{
    /// <summary>The sources, and the raw and quarantine tables that they fill.</summary>
    public static IEnumerable<LineageTable> Read(DuckDbEngine engine, SegmentationConfig config, IReadOnlyDictionary<string, IReadOnlyList<string>> columns)
    {
        Mapped[] mapped =
        [
            .. from source in config.Sources
               from table in source.Value.Tables
               select new Mapped(engine, source.Key, source.Value, table.Key, table.Value),
        ];
        foreach (IGrouping<string, Mapped> source in mapped.GroupBy(one => one.Source))
        {
            yield return new LineageTable(
                NightLineage.SourcePrefix + source.Key, Place(config.Sources[source.Key]), NightLineage.Beginning(source.SelectMany(one => one.Used).Distinct(StringComparer.OrdinalIgnoreCase)));
        }

        foreach (ContractTable table in SourceContract.Tables)
        {
            Mapped[] own = [.. mapped.Where(one => one.Table == table.Name)];
            foreach (string schema in (string[])["raw", "quarantine"])
            {
                string name = $"{schema}.{table.Name}";
                ContractTable? contract = schema == "raw" ? table : null;
                yield return new LineageTable(
                    name, own.Length == 0 ? "no source" : "ingest",
                    new QueryLineage(
                        [.. columns[name].Select(column => Column(contract, own, column))],
                        [.. own.SelectMany(one => one.Where).Distinct().Select(source => new Influence(source, InfluenceKind.Filter))],
                        [.. own.Select(one => NightLineage.SourcePrefix + one.Source).Distinct().Order(StringComparer.Ordinal)]));
            }
        }
    }

    /// <summary>Where a source's rows lie.</summary>
    public static string Place(SourceConfig source) => source.Postgres is { } postgres
        ? $"PostgreSQL {(postgres.Table is { Length: > 0 } table ? table : "query")}"
        : string.Join(", ", source.Files);

    private static ColumnLineage Column(ContractTable? contract, Mapped[] sources, string column)
    {
        var inputs = new HashSet<Influence>();
        var constants = new SortedSet<string>(StringComparer.Ordinal);
        foreach (Mapped source in sources)
        {
            IReadOnlyList<Influence> found = source.InputsOf(contract, column);
            inputs.UnionWith(found);
            if (found.Count == 0)
            {
                constants.Add(contract?.Find(column) is null ? "loading" : "not mapped");
            }
        }

        return new ColumnLineage(column, [.. inputs.OrderBy(input => input.Source.ToString(), StringComparer.Ordinal)], sources.Length == 0 ? ["no source"] : [.. constants]);
    }

    /// <summary>One source's mapping to one table, with the columns that each expression reads.</summary>
    private sealed class Mapped
    {
        private readonly Dictionary<string, (IReadOnlyList<string> Columns, bool IsColumn)> columns = new(StringComparer.Ordinal);
        private readonly UnpivotConfig? unpivot;

        public Mapped(DuckDbEngine engine, string source, SourceConfig config, string table, TableMapping mapping)
        {
            Source = source;
            Table = table;
            unpivot = mapping.Unpivot;
            foreach ((string column, string sql) in mapping.Columns)
            {
                columns[column] = Read(engine, sql, config.Columns);
            }

            Where = mapping.Where is null ? [] : [.. Read(engine, mapping.Where, config.Columns).Columns.SelectMany(Sources)];
        }

        public string Source { get; }

        public string Table { get; }

        public IReadOnlyList<ColumnName> Where { get; }

        /// <summary>The source columns that are read at all.</summary>
        public IEnumerable<string> Used => columns.Values.SelectMany(expression => expression.Columns.SelectMany(Sources)).Concat(Where).Select(column => column.Column)
            .Append(ColumnName.Rows);

        public IReadOnlyList<Influence> InputsOf(ContractTable? contract, string column)
        {
            if (columns.TryGetValue(column, out (IReadOnlyList<string> Columns, bool IsColumn) expression))
            {
                return [.. expression.Columns.SelectMany(Sources).Select(source => new Influence(source, expression.IsColumn ? InfluenceKind.Identity : InfluenceKind.Transformation))];
            }

            return contract?.Find(column) is { } declared
                ? [.. declared.ComputedFrom.Where(columns.ContainsKey).SelectMany(from => columns[from].Columns).SelectMany(Sources).Select(source => new Influence(source, InfluenceKind.Transformation))]
                : column is "source_file" or "source_row" or "raw" or "raw_text" or "reason" ? [new Influence(new ColumnName(NightLineage.SourcePrefix + Source, ColumnName.Rows), InfluenceKind.Transformation)]
                : [];
        }

        private IEnumerable<ColumnName> Sources(string name) =>
            name.Equals(SourceScope.RowNumber, StringComparison.OrdinalIgnoreCase) ? [new ColumnName(NightLineage.SourcePrefix + Source, ColumnName.Rows)]
            : unpivot is not null && (name == unpivot.NameAs || name == unpivot.ValueAs) ? unpivot.Columns.Select(column => new ColumnName(NightLineage.SourcePrefix + Source, column))
            : [new ColumnName(NightLineage.SourcePrefix + Source, name)];

        /// <summary>As ingest reads it: what is no SQL, such as a name with blanks, is one column's name.</summary>
        private static (IReadOnlyList<string> Columns, bool IsColumn) Read(DuckDbEngine engine, string sql, IReadOnlyList<string> named) =>
            named.Contains(sql, StringComparer.OrdinalIgnoreCase) || SqlExpression.Parse(engine, sql, out _) is not { } expression
                ? ([sql], true)
                : (expression.Columns, expression.IsColumn);
    }
}
