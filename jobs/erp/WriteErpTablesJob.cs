using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Erp;

/// <summary>Gives segments their codes, and puts what the ERP was sent so far into tables.</summary>
/// <remarks>Reads config.segments, previous.dim_segment and the ledger. Writes config.erp_categories, config.erp_codes, config.erp_delta_rows
/// and config.erp_rejections. New codes are kept in the ledger when the publication is built, so that a plan takes none.</remarks>
public sealed class WriteErpTablesJob : IBatchJob
{
    public string Name => "write_erp_tables";

    public IReadOnlyList<string> Reads => ["config.segments", "previous.dim_segment"];

    public IReadOnlyList<string> Writes => ["config.erp_categories", "config.erp_codes", "config.erp_delta_rows", "config.erp_rejections"];

    public JobResult Run(JobContext context, CancellationToken cancellationToken)
    {
        DuckDbEngine engine = context.Engine;
        ErpConfig config = context.Run.Config.Erp;
        // Also segments that are no longer defined: a scheme that is not scored tonight keeps them.
        ILookup<string, string> segments = engine.Query(
            "select scheme, segment_code from config.segments union select scheme, segment_code from previous.dim_segment",
            Name, row => (Scheme: row.GetString(0), Code: row.GetString(1)), null, cancellationToken)
            .ToLookup(segment => segment.Scheme, segment => segment.Code);
        IReadOnlyList<ErpCode> codes = ErpCodeBook.Assign(
            config, segments, context.Ledger.ErpCodes(), (context.Run.RunId, context.Run.StartedAt));

        ErpTables.Write(engine, config, context.Ledger, context.Run.Folders);
        engine.Execute(
            "create or replace table config.erp_codes (category string, segment_code string, code string, is_given boolean)", Name, null, cancellationToken);
        engine.Append("config.erp_codes", codes, (row, code) => row
            .AppendValue(code.Category).AppendValue(code.SegmentCode).AppendValue(code.Code).AppendValue(code.IsGiven));
        return new JobResult(codes.Count, $"{config.Categories.Count} categories, {codes.Count} codes");
    }
}
