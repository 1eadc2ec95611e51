using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Reconcile;

/// <summary>Puts what people signed and did about breaks into tables, with what was posted, customer by customer.</summary>
/// <remarks>Reads the ledger, the posted files, publish.finance_break_events, finance.customer_revenue and identity.id_changes. Writes
/// tables of schema config. Nothing here changes what was posted: a file that is not what was signed stops the night.</remarks>
public sealed class WriteFinanceTablesJob : IBatchJob
{
    private const string Tables = """
        create schema if not exists config;
        create or replace table config.finance_signoffs (
            period string, legal_entity string, revision bigint, role string, kind string, actor string, recorded_by string,
            signed_at timestamp, evidence_hash string, signed_run_id string, signed_snapshot_date date, posted_file string,
            posted_file_sha256 string, reason string
        );
        create or replace table config.finance_posted (
            period string, signed_legal_entity string, revision bigint, is_in_force boolean, scheme string, segment_code string,
            legal_entity string, business_unit string, currency string, account_class string, document_count bigint, amount decimal(28,4)
        );
        create or replace table config.posted_customers (
            period string, signed_legal_entity string, legal_entity string, scheme string, model_version string, definition_hash string,
            posted_customer_id string, customer_id string, segment_code string, business_unit string, currency string,
            account_class string, document_count bigint, amount decimal(28,4)
        );
        create or replace table config.posted_schemes (
            period string, signed_legal_entity string, revision bigint, scheme string, model_version string, definition_hash string,
            posted_at timestamp
        );
        create or replace table config.posted_splits (
            period string, signed_legal_entity string, customer_id string, origin_customer_id string
        );
        create or replace table config.finance_break_deeds (
            deed_id bigint, break_id string, done_at timestamp, actor string, deed string, owner string, due_date date, reason string
        );
        create or replace table config.finance_break_states (
            break_id string, break_status string, owner string, due_date date, submitted_by string, reason string, changed_at timestamp
        )
        """;

    public string Name => "write_finance_tables";

    public IReadOnlyList<string> Reads => ["publish.finance_break_events", "finance.customer_revenue", "identity.id_changes"];

    public IReadOnlyList<string> Writes =>
    [
        "config.finance_signoffs", "config.finance_posted", "config.posted_customers", "config.posted_schemes", "config.posted_splits",
        "config.finance_break_deeds", "config.finance_break_states",
    ];

    public JobResult Run(JobContext context, CancellationToken cancellationToken)
    {
        context.Engine.Execute(Tables, Name, null, cancellationToken);
        IReadOnlyList<Signoff> signoffs = context.Ledger.Signoffs();
        PeriodSignoff[] signed = [.. SignoffBook.Of(signoffs).Where(period => period.IsSigned)];
        WriteSignoffs(context.Engine, signoffs);
        long figures = WritePosted(context, signed);
        WriteBreaks(context, cancellationToken);

        PostedCustomers posted = new(context, IdMoves.Read(context.Engine, cancellationToken));
        foreach (PeriodSignoff period in signed)
        {
            posted.Load(period, cancellationToken);
        }

        foreach (string notice in LateData.Notices(context.Engine, cancellationToken))
        {
            context.Run.Log.Note(notice);
        }

        return new JobResult(figures, $"{signed.Length} signed periods, {figures:N0} figures posted");
    }

    private static void WriteSignoffs(DuckDbEngine engine, IReadOnlyList<Signoff> signoffs) =>
        engine.Append("config.finance_signoffs", signoffs, (row, signoff) => row
            .AppendValue(signoff.Period).AppendValue(signoff.LegalEntity).AppendValue(signoff.Revision)
            .AppendValue(signoff.Role.Word())
            .AppendValue(signoff.Kind == SignoffKind.Reopening ? "reopened" : "signed").AppendValue(signoff.Actor)
            .AppendValue(signoff.RecordedBy).AppendValue(signoff.At.UtcDateTime).AppendValue(signoff.EvidenceHash)
            .AppendValue(signoff.RunId).AppendValue(signoff.SnapshotDate).AppendValue(signoff.Posted?.File)
            .AppendValue(signoff.Posted?.FileSha256).AppendValue(signoff.Reason));

    private static long WritePosted(JobContext context, PeriodSignoff[] signed)
    {
        HashSet<(string, string, long)> inForce = [.. signed.Select(period => (period.Period, period.LegalEntity, period.Revision))];
        return context.Engine.Append("config.finance_posted", context.Ledger.Posted(), (row, figure) => row
            .AppendValue(figure.Period).AppendValue(figure.SignedLegalEntity).AppendValue(figure.Revision)
            .AppendValue(inForce.Contains((figure.Period, figure.SignedLegalEntity, figure.Revision)))
            .AppendValue(figure.Scheme).AppendValue(figure.SegmentCode).AppendValue(figure.LegalEntity).AppendValue(figure.BusinessUnit)
            .AppendValue(figure.Currency).AppendValue(figure.AccountClass).AppendValue(figure.DocumentCount).AppendValue(figure.Amount));
    }

    private static void WriteBreaks(JobContext context, CancellationToken cancellationToken)
    {
        context.Engine.Append("config.finance_break_deeds", context.Ledger.BreakDeeds(), (row, deed) => row
            .AppendValue(deed.DeedId).AppendValue(deed.BreakId).AppendValue(deed.At.UtcDateTime).AppendValue(deed.Actor)
            .AppendValue(deed.Deed.Word()).AppendValue(deed.Owner).AppendValue(deed.DueDate).AppendValue(deed.Reason));
        IReadOnlyDictionary<string, BreakState> states = BreakBook.Read(context.Engine, context.Ledger, cancellationToken);
        context.Engine.Append("config.finance_break_states", states.OrderBy(state => state.Key, StringComparer.Ordinal), (row, item) => row
            .AppendValue(item.Key).AppendValue(item.Value.StatusText).AppendValue(item.Value.Owner).AppendValue(item.Value.DueDate)
            .AppendValue(item.Value.SubmittedBy).AppendValue(item.Value.Reason).AppendValue(item.Value.ChangedAt?.UtcDateTime));
    }
}
