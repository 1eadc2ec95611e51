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
            "insert into run_inputs (run_id, load_id) select @runId, load_id from loads where true on conflict (run_id, load_id) do nothing",
            new { runId }, transaction));
}
