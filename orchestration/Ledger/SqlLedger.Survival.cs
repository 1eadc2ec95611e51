using Dapper;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Ledger;

/// <content>What is known of runs that died, and of what a run stood on.</content>
public sealed partial class SqlLedger
{
    public void SupersedeRun(RunRow run) => InTransaction((connection, transaction) =>
    {
        SaveRun(run, connection, transaction);
        connection.Execute(
            "update steps set status = @status, finished_at = @at, summary = @message where run_id = @RunId and status = 'started'",
            new { run.RunId, status = Text(run.Status), at = Text(run.FinishedAt), message = run.Message }, transaction);
        connection.Execute(
            """
            delete from models
            where run_id = @RunId
                and model_version not in (select model_version from publication_schemes where model_version is not null)
            """,
            new { run.RunId }, transaction);
    });

    public void SaveRunInputs(string runId) => InTransaction((connection, transaction) =>
        connection.Execute(
            "insert into run_inputs (run_id, load_id) select @runId, load_id from loads where true on conflict do nothing", new { runId }, transaction));

    public RunInputs? FindRunInputs(string runId)
    {
        HashSet<string> read = [.. Read("select load_id from run_inputs where run_id = @runId", new { runId }, row => (string)row.load_id)];
        HashSet<string> known = [.. Read("select load_id from loads", null, row => (string)row.load_id)];
        if (read.Count == 0 || !read.IsSubsetOf(known))
        {
            return null;
        }

        HashSet<(string LoadId, string Source, string Path)> withdrawnLater = [.. Read(
            "select load_id, source, path, superseded_by from load_files where superseded_by is not null", null,
            row => (Key: ((string)row.load_id, (string)row.source, (string)row.path), By: (string)row.superseded_by))
            .Where(file => !read.Contains(file.By)).Select(file => file.Key)];
        IngestedFile[] files = [.. Files().Where(file => read.Contains(file.LoadId))
            .Select(file => withdrawnLater.Contains((file.LoadId, file.Source, file.Path)) ? file with { IsLive = true } : file)];
        HashSet<(string LoadId, string Source, string Path)> withdrawn =
            [.. files.Where(file => !file.IsLive).Select(file => (file.LoadId, file.Source, file.Path))];
        return new RunInputs(
            files,
            [.. Parts().Where(part => read.Contains(part.LoadId))],
            [.. Totals().Where(total => read.Contains(total.LoadId) && !withdrawn.Contains((total.LoadId, total.Source, total.SourceFile)))]);
    }

    public string? FindConfiguration(string hash) =>
        Read("select body from configurations where config_hash = @hash", new { hash }, row => (string)row.body).FirstOrDefault();
}
