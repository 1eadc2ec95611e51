using System.Globalization;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Audit;

/// <summary>Looks in every table for rows that should not exist, and remembers every verdict, passes too.</summary>
public static class AuditTables
{
    /// <summary>Runs the audits of the given tables.</summary>
    /// <returns>One result per audit, in the catalog's order.</returns>
    public static IReadOnlyList<AuditResult> Run(JobContext context, IReadOnlySet<string> tables, CancellationToken cancellationToken)
    {
        var results = new List<AuditResult>();
        foreach (Sql.Engine.Audit audit in context.Catalog.Audits.Where(audit => tables.Contains(audit.Table) && IsReady(context, audit, tables)))
        {
            decimal threshold = context.Run.Config.Thresholds.Audits.TryGetValue(audit.Name, out decimal given) ? given : audit.Threshold;
            decimal measured = Measure(context, audit, cancellationToken);
            results.Add(new AuditResult(audit.Name, audit.Table, audit.Description, audit.IsBlocking, measured, threshold));
        }

        context.Ledger.SaveAuditResults(context.Run.RunId, context.Run.SnapshotDate, results);
        return results;
    }

    /// <summary>When only some tables are made, an audit that also looks at others has nothing to look at.</summary>
    private static bool IsReady(JobContext context, Sql.Engine.Audit audit, IReadOnlySet<string> tables) =>
        SqlText.TablesIn(audit.Body).All(read => tables.Contains(read) || context.Catalog.Find(read) is null);

    /// <summary>Refuses to go on if an audit that blocks has failed; tells the others.</summary>
    /// <exception cref="RunRefusedException">An audit that blocks has failed.</exception>
    public static void RefuseFailures(JobContext context, IReadOnlyList<AuditResult> results)
    {
        foreach (AuditResult warning in results.Where(result => result.Status == "warn"))
        {
            context.Run.Log.Note(
                $"audit {warning.Audit} on {warning.Table}: {warning.MeasuredValue:0.####} found, {warning.Threshold:0.####} accepted. {warning.Description}");
        }

        AuditResult[] failures = [.. results.Where(result => result.Status == "fail")];
        if (failures.Length > 0)
        {
            IEnumerable<string> lines = failures.Select(failure =>
                $"  {failure.Audit} on {failure.Table}: {failure.MeasuredValue:0.####} found, {failure.Threshold:0.####} accepted. Must hold: {failure.Description}");
            throw new RunRefusedException(
                $"""
                {failures.Length} of {results.Count} audits failed for {context.Run.SnapshotDate:yyyy-MM-dd}:
                {string.Join('\n', lines)}
                The published tables are unchanged. See the rows with the audit's SQL (sql/{failures[0].Table.Replace('.', '/')}.audit.sql), or accept them under thresholds.audits in segmentation.yml.
                """);
        }
    }

    private static decimal Measure(JobContext context, Sql.Engine.Audit audit, CancellationToken cancellationToken)
    {
        var parameters = RunParameters.Of(context.Run);
        bool isMeasure = audit.Body.Contains("as measured_value", StringComparison.OrdinalIgnoreCase);
        string sql = isMeasure
            ? $"select coalesce(max(measured_value), 0) from (\n{audit.Body}\n) as measured"
            : $"select count(*) from (\n{audit.Body}\n) as rows_that_should_not_exist";
        return context.Engine.Query(
            sql, $"audit {audit.Name}", row => Convert.ToDecimal(row.GetValue(0), CultureInfo.InvariantCulture), parameters, cancellationToken)[0];
    }
}
