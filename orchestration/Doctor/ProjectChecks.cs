using Segmentation.Batch.Configuration;
using Segmentation.Batch.Runs;
using Segmentation.Jobs.Ingest;
using Segmentation.Jobs.Ingest.Postgresql;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Batch.Doctor;

/// <summary>The project: its configuration, warehouse, ledger and what is published.</summary>
internal static class ProjectChecks
{
    public static Finding Configuration(ProjectSession session)
    {
        try
        {
            session.RefuseDefinitionErrors();
            return Finding.Ok("configuration", $"{session.Config.Sources.Count} sources, {session.Config.Schemes.Count} schemes; every expression binds");
        }
        catch (ConfigException error)
        {
            return Finding.Fail("configuration", error.Errors[0].ToString() ?? "", $"Correct segmentation.yml ({error.Errors.Count} to correct).");
        }
    }

    public static Finding Warehouse(ProjectFolders folders)
    {
        if (!Directory.Exists(folders.Warehouse))
        {
            return Finding.Ok("warehouse", $"{folders.Warehouse} is not there yet; the first night makes it");
        }

        try
        {
            // A run that is on holds the lock; taking it also proves that the folder can be written.
            using RunLock held = RunLock.Take(folders, "doctor");
            return Finding.Ok("warehouse", $"{folders.Warehouse} can be written, and no run is on");
        }
        catch (RunRefusedException error) when (error.InnerException is UnauthorizedAccessException)
        {
            return Finding.Fail("warehouse", $"{folders.Warehouse} cannot be written", "Grant the account of the batch write access, or set 'warehouse' in segmentation.yml.");
        }
        catch (RunRefusedException)
        {
            return Finding.Warn("warehouse", $"a run is at work in {folders.Warehouse}", "Wait for it; 'segbatch status' shows it.");
        }
    }

    public static Finding Source(SourceSurvey survey, TimeProvider clock)
    {
        string subject = $"source {survey.Source}";
        if (survey.Missing.Count > 0)
        {
            string missing = $"nothing matches {string.Join(", ", survey.Missing)}";
            return survey.IsOptional
                ? Finding.Warn(subject, $"{missing}; it is optional, so nights go on without it", "Deliver the files, or take the source out.")
                : Finding.Fail(subject, missing, "Deliver the files, correct 'files', or set 'optional: true'.");
        }

        if (survey.Unreadable.Count > 0)
        {
            (string path, string why) = survey.Unreadable[0];
            return Finding.Fail(subject, $"{survey.Unreadable.Count:N0} of its newest files cannot be read; {path}: {why}", "Have them delivered again, or correct how the source says they are written.");
        }

        TimeSpan age = clock.GetUtcNow() - survey.NewestAt!.Value;
        return Finding.Ok(subject, $"{survey.FileCount:N0} {(survey.FileCount == 1 ? "file" : "files")}, {MachineChecks.Size(survey.SizeBytes)}, the newest written {Age(age)} ago");
    }

    public static Finding Database(DatabaseSurvey survey) => survey switch
    {
        { Remedy: null } => Finding.Ok($"source {survey.Source}", survey.Found),
        { IsOptional: true } => Finding.Warn($"source {survey.Source}", $"{survey.Found}; it is optional, so nights go on without it", survey.Remedy),
        _ => Finding.Fail($"source {survey.Source}", survey.Found, survey.Remedy),
    };

    public static Finding Ledger(ProjectSession session, TimeProvider clock)
    {
        if (!session.HasLedger)
        {
            return Finding.Ok("ledger", "none yet; the first night makes it");
        }

        try
        {
            RunRow? newest = session.Ledger.Runs(1) is [var run] ? run : null;
            if (ChangeChain.FirstBroken(session.Ledger.Changes()) is { } broken)
            {
                return Finding.Fail("ledger", $"link {broken} of the change log is not what it was when it was made", "Somebody or something altered the ledger: restore it from a backup, and find out who.");
            }

            return newest is not null && newest.StartedAt > clock.GetUtcNow()
                ? Finding.Warn("ledger", $"its newest run started {Age(newest.StartedAt - clock.GetUtcNow())} from now: the clock went back", "Set the clock right (chrony, systemd-timesyncd).")
                : Finding.Ok("ledger", newest is null ? "it can be read, and holds no run yet" : $"it can be read; the newest run is {newest.RunId}, {newest.Status.ToString().ToLowerInvariant()}");
        }
        catch (RunRefusedException error)
        {
            return Finding.Fail("ledger", error.Message, "See above.");
        }
    }

    public static Finding Published(ProjectSession session)
    {
        if (!File.Exists(session.Folders.ServingFile))
        {
            return Finding.Ok("published", "nothing yet; 'segbatch nightly' publishes the first night");
        }

        try
        {
            using var published = PublishedTables.Open(session.Folders);
            QueryResult result = published.Query("select max(snapshot_date) as snapshot_date, count(*) as customers from dim_customer, (select max(snapshot_date) as snapshot_date from dim_snapshot)", CancellationToken.None);
            return Finding.Ok("published", $"snapshot {result.Rows[0][0]}, {result.Rows[0][1]:N0} customers, can be read");
        }
        catch (Exception error) when (error is RunRefusedException or EngineException)
        {
            return Finding.Fail("published", error.Message, "Restore it from a backup, or publish its nights again with 'segbatch backfill'.");
        }
    }

    private static string Age(TimeSpan age) => age switch
    {
        { TotalDays: >= 2 } => $"{age.TotalDays:N0} days",
        { TotalHours: >= 2 } => $"{age.TotalHours:N0} hours",
        _ => $"{Math.Max(0, age.TotalMinutes):N0} minutes",
    };
}
