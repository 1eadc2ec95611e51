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
                engine.Execute($"create or replace view {name} as {LiveRows(own, columns, superseded, folders)}", $"view {name}");
            }
        }
    }

    /// <summary>A query for the live rows of parts of one table.</summary>
    internal static string LiveRows(
        IReadOnlyList<RawPart> parts,
        IReadOnlyList<(string Name, string SqlType)> columns,
        IReadOnlyList<IngestedFile> superseded,
        ProjectFolders folders)
    {
        if (parts.Count == 0)
        {
            return $"select {string.Join(", ", columns.Select(column => $"cast(null as {column.SqlType}) as {column.Name}"))} limit 0";
        }

        string paths = string.Join(", ", parts.Select(part => SqlText.Literal(Path.Combine(folders.Warehouse, part.Path))));
        string names = string.Join(", ", columns.Select(column => $"rows.{column.Name}"));
        string query = $"select {names} from read_parquet([{paths}], union_by_name = true) as rows";

        HashSet<string> loads = [.. parts.Select(part => part.LoadId)];
        string withdrawn = string.Join(", ", superseded.Where(file => loads.Contains(file.LoadId)).Select(file =>
            $"({SqlText.Literal(file.LoadId)}, {SqlText.Literal(file.Path)})").Distinct());
        return withdrawn.Length == 0
            ? query
            : $"{query} anti join (values {withdrawn}) as withdrawn (load_id, source_file) using (load_id, source_file)";
    }
}
