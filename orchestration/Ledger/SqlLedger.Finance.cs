using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Ledger;

/// <content>What people did about breaks, who signed what, and the figures that were posted. The rules are the database's own.</content>
public sealed partial class SqlLedger
{
    private const string ReopenedText = "reopened";

    public FinanceActor ActAs(string? asked)
    {
        (string account, bool isShared) = dialect.Read(connection =>
        {
            string speaking = dialect.Account(connection);
            return (speaking, connection.ExecuteScalar<long>(
                "select count(*) from finance_shared_accounts where account = @speaking", new { speaking }) > 0);
        });
        string actor = asked?.Trim() ?? (isShared ? Environment.UserName : account);
        if (actor.Length == 0 || actor.Any(char.IsControl))
        {
            throw new RunRefusedException("--actor is empty or holds control characters. Nothing was changed. Name the person who acts.");
        }

        if (actor != account && !isShared)
        {
            throw new RunRefusedException(
                $"Account {account} speaks for itself only, so it cannot act as {actor}. Nothing was changed. Let {actor} run this under an account of their own; if {account} is a program's that has made sure who asks, 'segbatch reconcile share-account {account}' says so.");
        }

        return new FinanceActor(actor, account);
    }

    public void ShareAccount(string account, FinanceActor actor, string reason, DateTimeOffset at) => InTransaction((connection, transaction) =>
    {
        if (connection.ExecuteScalar<string>("select actor from finance_shared_accounts where account = @account", new { account }, transaction) is { } declaredBy)
        {
            throw new RunRefusedException($"Account {account} speaks for many people already: {declaredBy} declared it. Nothing was changed.");
        }

        connection.Execute(
            """
            insert into finance_shared_accounts (account, declared_at, actor, reason, recorded_by)
            values (@account, @at, @Actor, @reason, @Account)
            """,
            new { account, at = Text(at), actor.Actor, reason, actor.Account }, transaction);
        Append(connection, transaction, new ChangeEntry(
            at, actor.Actor, "shared account", account, JsonSerializer.Serialize(new { account = actor.Account, reason })));
    });

    public IReadOnlyList<BreakDeed> BreakDeeds() => Read("select * from finance_break_deeds order by deed_id", null, row => new BreakDeed(
        (long)row.deed_id, row.break_id, Instant(row.done_at), row.actor, row.recorded_by,
        Enum.Parse<BreakDeedKind>((string)row.deed, ignoreCase: true), row.owner, DayOrNull(row.due_date), row.reason));

    public BreakDeed RecordDeed(BreakDeed deed)
    {
        BreakDeed recorded = deed;
        InTransaction((connection, transaction) =>
        {
            dialect.LockForAppend(connection, transaction, "finance_break_deeds");
            long number = connection.ExecuteScalar<long>("select coalesce(max(deed_id), 0) + 1 from finance_break_deeds", transaction: transaction);
            recorded = deed with { DeedId = number };
            connection.Execute(
                """
                insert into finance_break_deeds (deed_id, break_id, done_at, actor, recorded_by, deed, owner, due_date, reason)
                values (@DeedId, @BreakId, @At, @Actor, @RecordedBy, @Deed, @Owner, @DueDate, @Reason)
                """,
                new
                {
                    recorded.DeedId,
                    recorded.BreakId,
                    At = Text(recorded.At),
                    recorded.Actor,
                    recorded.RecordedBy,
                    Deed = Text(recorded.Deed),
                    recorded.Owner,
                    DueDate = Text(recorded.DueDate),
                    recorded.Reason,
                }, transaction);
            Append(connection, transaction, new ChangeEntry(
                deed.At, deed.Actor, "break", deed.BreakId,
                JsonSerializer.Serialize(new
                {
                    deed = Text(deed.Deed),
                    number,
                    owner = deed.Owner,
                    due_date = Text(deed.DueDate),
                    reason = deed.Reason,
                    account = deed.RecordedBy,
                })));
        });
        return recorded;
    }

    public IReadOnlyList<Signoff> Signoffs() => Read(
        """
        select *
        from finance_signoffs
        order by period, legal_entity, revision, case when kind = 'reopened' then 2 when role = 'reviewer' then 1 else 0 end
        """,
        null, row => new Signoff(
            row.period, row.legal_entity, (long)row.revision, Enum.Parse<SignoffRole>((string)row.role, ignoreCase: true),
            row.kind == ReopenedText ? SignoffKind.Reopening : SignoffKind.Signature, row.actor, row.recorded_by, Instant(row.signed_at),
            row.evidence_hash, row.evidence, row.run_id, Day(row.snapshot_date),
            row.posted_file is string file
                ? new PostedFacts((long)row.posted_row_count, file, (long)row.posted_file_row_count, row.posted_file_sha256)
                : null,
            row.reason));

    public void Sign(Signoff signoff, IReadOnlyList<PostedFigure> figures) => InTransaction((connection, transaction) =>
    {
        // The figures come first: the database refuses a signature over other figures than those it holds, and figures after a signature.
        connection.Execute(
            """
            insert into finance_posted
                (period, signed_legal_entity, revision, scheme, segment_code, legal_entity, business_unit, currency, account_class, amount,
                 document_count)
            values
                (@Period, @SignedLegalEntity, @Revision, @Scheme, @SegmentCode, @LegalEntity, @BusinessUnit, @Currency, @AccountClass, @Amount,
                 @DocumentCount)
            """,
            figures.Select(figure => new
            {
                figure.Period,
                figure.SignedLegalEntity,
                figure.Revision,
                figure.Scheme,
                figure.SegmentCode,
                figure.LegalEntity,
                figure.BusinessUnit,
                figure.Currency,
                figure.AccountClass,
                Amount = figure.Amount.ToString(CultureInfo.InvariantCulture),
                figure.DocumentCount,
            }), transaction);
        InsertSignoff(connection, transaction, signoff);
        Append(connection, transaction, new ChangeEntry(
            signoff.At, signoff.Actor, signoff.Kind == SignoffKind.Signature ? "sign-off" : "reopening", signoff.Name,
            JsonSerializer.Serialize(new
            {
                revision = signoff.Revision,
                role = Text(signoff.Role),
                evidence_hash = signoff.EvidenceHash,
                run_id = signoff.RunId,
                posted_file_sha256 = signoff.Posted?.FileSha256,
                reason = signoff.Reason,
                account = signoff.RecordedBy,
            })));
    });

    public IReadOnlyList<PostedFigure> Posted() => Read(
        """
        select *
        from finance_posted
        order by period, signed_legal_entity, revision, scheme, segment_code, legal_entity, business_unit, currency, account_class
        """,
        null, row => new PostedFigure(
            row.period, row.signed_legal_entity, (long)row.revision, row.scheme, row.segment_code, row.legal_entity, row.business_unit,
            row.currency, row.account_class, decimal.Parse((string)row.amount, CultureInfo.InvariantCulture), (long)row.document_count));

    private static void InsertSignoff(DbConnection connection, DbTransaction transaction, Signoff signoff) => connection.Execute(
        """
        insert into finance_signoffs
            (period, legal_entity, revision, role, kind, actor, recorded_by, signed_at, evidence_hash, evidence, run_id, snapshot_date,
             posted_row_count, posted_file, posted_file_row_count, posted_file_sha256, reason)
        values
            (@Period, @LegalEntity, @Revision, @Role, @Kind, @Actor, @RecordedBy, @At, @EvidenceHash, @Evidence, @RunId, @SnapshotDate,
             @FigureCount, @File, @FileRowCount, @FileSha256, @Reason)
        """,
        new
        {
            signoff.Period,
            signoff.LegalEntity,
            signoff.Revision,
            Role = Text(signoff.Role),
            Kind = signoff.Kind == SignoffKind.Reopening ? ReopenedText : "signed",
            signoff.Actor,
            signoff.RecordedBy,
            At = Text(signoff.At),
            signoff.EvidenceHash,
            signoff.Evidence,
            signoff.RunId,
            SnapshotDate = Text(signoff.SnapshotDate),
            signoff.Posted?.FigureCount,
            signoff.Posted?.File,
            signoff.Posted?.FileRowCount,
            signoff.Posted?.FileSha256,
            signoff.Reason,
        }, transaction);
}
