using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Monitor;

/// <summary>An audit fails, or warns where a failure does not stop the night.</summary>
internal static class AuditFailed
{
    public static RuleVerdict Judge(NightFacts facts) => facts.Audits.Count > 0
        ? new RuleVerdict(RuleNames.AuditFailed, true, [.. facts.Audits.Select(Read)])
        : RuleVerdict.Unknown(RuleNames.AuditFailed);

    private static RuleReading Read(AuditResult audit) => audit.HasPassed
        ? RuleReading.Good(audit.Audit)
        : new RuleReading(
            audit.Audit, true, audit.IsBlocking ? Severity.Critical : Severity.Warning,
            $"Audit {audit.Audit} on {audit.Table} measured {audit.MeasuredValue:0.####}, {audit.Threshold:0.####} is accepted. Must hold: {audit.Description} {(audit.IsBlocking ? "The published tables are unchanged" : "It stops no night")}. See the rows with the audit's SQL (sql/{audit.Table.Replace('.', '/')}.audit.sql).");
}
