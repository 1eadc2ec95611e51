using Segmentation.Batch.Ledger;
using Segmentation.Jobs.Publish;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Batch.Tests.Gate;

/// <summary>Where readers and the ledger are while nights are killed.</summary>
/// <param name="Name">For the report.</param>
/// <param name="AddedConfig">Lines for segmentation.yml of a company in a folder.</param>
/// <param name="OpenLedger">Opens the ledger of a company that nobody works on.</param>
/// <param name="CheckReaders">Says what is wrong with what readers see, beside the file that is always checked.</param>
/// <param name="IsCopied">Whether a company can be copied with its folder.</param>
internal sealed record KillSetting(
    string Name, Func<string, string> AddedConfig, Func<KillCompany, ILedger> OpenLedger,
    Func<KillCompany, ILedger, IEnumerable<string>> CheckReaders, bool IsCopied)
{
    /// <summary>Copies what a company has outside its folder; given the folder that was copied and the new one.</summary>
    public Action<string, string> Copied { get; init; } = (_, _) => { };

    /// <summary>The ledger in SQLite, readers on segments.duckdb.</summary>
    public static KillSetting Embedded { get; } = new(
        "embedded", _ => "", company => SqlLedger.Open(new SqliteDialect(Path.Combine(company.Folders.Warehouse, "ledger.db"))), (_, _) => [], IsCopied: true);
}

/// <summary>What must hold of a warehouse whatever happened to its nights.</summary>
internal static class KillChecks
{
    /// <summary>What is wrong right after a kill: readers must see one whole publication that the ledger knows, or none yet.</summary>
    public static IReadOnlyList<string> AfterKill(KillCompany company)
    {
        ILedger ledger = company.Setting.OpenLedger(company);
        List<string> wrong = [.. company.Setting.CheckReaders(company, ledger)];
        if (ChangeChain.FirstBroken(ledger.Changes()) is { } broken)
        {
            wrong.Add($"the change log is broken at link {broken}");
        }

        LivePublication live = new FileTarget(company.Folders).Live();
        Publication? known = ledger.Publications(int.MaxValue).FirstOrDefault(publication => publication.RunId == live.RunId);
        bool wasPromoted = ledger.Promotions(int.MaxValue).Any(promotion => promotion.Status == PromotionStatus.Done);
        if (!live.IsThere)
        {
            wrong.AddRange(wasPromoted ? ["readers see nothing although a promotion is done"] : []);
            return wrong;
        }

        if (known is null)
        {
            wrong.Add($"readers see {live.RunId}, which the ledger does not know");
            return wrong;
        }

        // The file itself: within this process the engine would give out one that is still open under the link's name.
        using DuckDbEngine reader = DuckDbEngine.Open(new DuckDbOptions
        {
            Path = PublicationFile.Of(company.Folders, live.RunId!).Path,
            IsReadOnly = true,
            Threads = 1,
        });
        IReadOnlyList<string> tables = reader.Query(
            "select table_schema || '.' || table_name from information_schema.tables where table_schema in ('publish', 'identity') and table_type = 'BASE TABLE'",
            "test", row => row.GetString(0));
        if (ContentHash.Of(reader, tables, CancellationToken.None) != known.ContentHash)
        {
            wrong.Add($"what readers see of {live.RunId} is not what the ledger recorded");
        }

        if (reader.Scalar<long>("select count(*) from finance_reconciliation where not is_tied", "test") > 0)
        {
            wrong.Add("the totals do not tie");
        }

        return wrong;
    }

    /// <summary>What is wrong after the night that nobody killed.</summary>
    public static IReadOnlyList<string> AtTheEnd(KillCompany company, string twinHash)
    {
        List<string> wrong = [.. AfterKill(company)];
        ILedger ledger = company.Setting.OpenLedger(company);
        string? live = new FileTarget(company.Folders).Live().RunId;
        Publication[] kept = [.. ledger.Publications(int.MaxValue).Where(publication => publication.DroppedAt is null)];
        if (kept.FirstOrDefault(publication => publication.RunId == live)?.ContentHash != twinHash)
        {
            wrong.Add("the content is not that of the undisturbed twin");
        }

        wrong.AddRange(ledger.Runs(int.MaxValue).Where(run => run.Status is RunStatus.Started or RunStatus.Failed)
            .Select(run => $"run {run.RunId} is {run.Status}: {run.Message}"));
        wrong.AddRange(ledger.Promotions(int.MaxValue).Where(promotion => promotion.Status == PromotionStatus.Intended)
            .Select(promotion => $"promotion {promotion.Number} was not finished"));
        wrong.AddRange(ledger.Steps(int.MaxValue).Where(step => step.Status == RunStatus.Done && step.Step is not ("verify_raw" or RunRecovery.ResumeStep))
            .GroupBy(step => (step.RunId, step.Step)).Where(group => group.Count() > 1)
            .Select(group => $"step {group.Key.Step} of {group.Key.RunId} was done {group.Count()} times"));
        HashSet<string> expected =
        [
            .. kept.Select(publication => $"publications/{publication.RunId}.duckdb"),
            .. ledger.Parts().SelectMany(part => (string[])[part.Path, $"{part.Path}.manifest.json"]),
            ".lock", "ledger.db", "ledger.db-shm", "ledger.db-wal", "segments.duckdb",
        ];
        wrong.AddRange(Directory.EnumerateFiles(company.Folders.Warehouse, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(company.Folders.Warehouse, file).Replace('\\', '/'))
            // Logs and lineage are added to by every night, also by one that is killed.
            .Where(file => !expected.Contains(file) && !file.StartsWith("logs/", StringComparison.Ordinal) && !file.StartsWith("lineage/", StringComparison.Ordinal))
            .Select(file => $"{file} was left behind"));
        wrong.AddRange(Directory.Exists(company.Folders.Scratch)
            ? Directory.GetDirectories(company.Folders.Scratch).Select(left => $"{left} was left behind")
            : []);
        return wrong;
    }
}
