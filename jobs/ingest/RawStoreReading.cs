using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Ingest;

/// <content>Reading parts.</content>
public static partial class RawStore
{
    /// <summary>Makes the raw tables and their quarantine readable as <c>raw.TABLE</c> and <c>quarantine.TABLE</c>.</summary>
    /// <remarks>Every contract table has a view, an empty one if nothing was loaded. Rows of superseded files are left out.</remarks>
    /// <param name="engine">Where the views are made.</param>
    /// <param name="ledger">What was loaded.</param>
    /// <param name="folders">The project's folders.</param>
    /// <param name="isVerified">Whether each part is first checked against its hash; only where it was just done may it be left out.</param>
    /// <exception cref="RunRefusedException">A part is not what was loaded; no view was made.</exception>
    public static void CreateViews(DuckDbEngine engine, ILoadLedger ledger, ProjectFolders folders, bool isVerified = true)
    {
        IReadOnlyList<RawPart> parts = ledger.Parts();
        if (isVerified)
        {
            Verify(parts, folders);
        }

        CreateViews(engine, parts, [.. ledger.Files().Where(file => !file.IsLive)], folders);
    }

    /// <summary>Makes the same views without any rows.</summary>
    public static void CreateEmpty(DuckDbEngine engine) => CreateViews(engine, [], [], new ProjectFolders("", ""));

    private static void CreateViews(
        DuckDbEngine engine, IReadOnlyList<RawPart> parts, IReadOnlyList<IngestedFile> superseded, ProjectFolders folders)
    {
        engine.Execute("create schema if not exists raw; create schema if not exists quarantine", "creating schemas of raw");
        foreach (ContractTable table in SourceContract.Tables)
        {
            foreach (bool isQuarantine in (bool[])[false, true])
            {
                IReadOnlyList<(string, string)> columns = isQuarantine ? QuarantineColumns : RawColumns(table);
                RawPart[] own = [.. parts.Where(part => part.Table == table.Name && part.IsQuarantine == isQuarantine)];
                string name = $"{(isQuarantine ? "quarantine" : "raw")}.{table.Name}";
                IReadOnlyList<(string, string)> written = isQuarantine ? columns : Written(engine, own, columns, folders);
                engine.Execute($"create or replace view {name} as {LiveRows(own, columns, superseded, folders, written)}", $"view {name}");
            }
        }
    }

    /// <summary>The columns that at least one part has: parts of an older program lack what the contract has gained since.</summary>
    private static IReadOnlyList<(string Name, string SqlType)> Written(
        DuckDbEngine engine, RawPart[] parts, IReadOnlyList<(string Name, string SqlType)> columns, ProjectFolders folders)
    {
        if (parts.Length == 0)
        {
            return columns;
        }

        HashSet<string> names = [.. engine.Query($"select distinct name from parquet_schema([{Paths(parts, folders)}])", "columns of raw", row => row.GetString(0))];
        return [.. columns.Where(column => names.Contains(column.Name))];
    }

    private static string Paths(IEnumerable<RawPart> parts, ProjectFolders folders) =>
        string.Join(", ", parts.Select(part => SqlText.Literal(Path.Combine(folders.Warehouse, part.Path))));

    /// <summary>A query for the live rows of parts of one table.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="columns">Columns of the result.</param>
    /// <param name="superseded">Files that another version took the place of.</param>
    /// <param name="folders">The project's folders.</param>
    /// <param name="written">Columns that some part has; the others are null. Null: all.</param>
    internal static string LiveRows(
        IReadOnlyList<RawPart> parts,
        IReadOnlyList<(string Name, string SqlType)> columns,
        IReadOnlyList<IngestedFile> superseded,
        ProjectFolders folders,
        IReadOnlyList<(string Name, string SqlType)>? written = null)
    {
        if (parts.Count == 0)
        {
            return $"select {string.Join(", ", columns.Select(column => $"cast(null as {column.SqlType}) as {column.Name}"))} limit 0";
        }

        string names = string.Join(", ", columns.Select(column =>
            written?.Contains(column) == false ? $"cast(null as {column.SqlType}) as {column.Name}" : $"rows.{column.Name}"));
        string query = $"select {names} from read_parquet([{Paths(parts, folders)}], union_by_name = true) as rows";

        HashSet<string> loads = [.. parts.Select(part => part.LoadId)];
        string withdrawn = string.Join(", ", superseded.Where(file => loads.Contains(file.LoadId)).Select(file =>
            $"({SqlText.Literal(file.LoadId)}, {SqlText.Literal(file.Path)})").Distinct());
        return withdrawn.Length == 0
            ? query
            : $"{query} anti join (values {withdrawn}) as withdrawn (load_id, source_file) using (load_id, source_file)";
    }
}
