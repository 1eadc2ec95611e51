using System.Globalization;
using Segmentation.Batch.Shell;
using Segmentation.Jobs.Reconcile;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Batch.Runs;

/// <summary>What is asked of a signature.</summary>
/// <param name="Period">Fiscal period.</param>
/// <param name="LegalEntity">Legal entity; empty for all together.</param>
/// <param name="Actor">Who signs; null for the account.</param>
/// <param name="Reason">Why, where a reason is needed.</param>
/// <param name="WithOpenBreaks">Whether breaks that are explained and wait for their reviewer are accepted.</param>
public sealed record SignoffRequest(string Period, string LegalEntity, string? Actor, string? Reason = null, bool WithOpenBreaks = false);

/// <summary>A signature that was given, and what its giver should know.</summary>
public sealed record SignoffResult(Signoff Signoff, IReadOnlyList<string> Notes);

/// <summary>People's signatures under a period. The warehouse is held meanwhile, so that no night publishes in between.</summary>
/// <remarks>The customers' file is put in place first and the ledger speaks last, in one transaction: a process that is killed leaves a
/// file that nobody speaks of, or a whole signature.</remarks>
public sealed class SignoffDesk(ProjectSession session)
{
    /// <summary>Signs as the preparer: freezes what the live publication has of the period.</summary>
    /// <exception cref="RunRefusedException">Something of the period is not settled, or it is signed.</exception>
    public SignoffResult Prepare(SignoffRequest request, CancellationToken cancellationToken) => Holding("sign", () =>
    {
        PeriodSignoff period = Current(request);
        if (period.Prepared is { } signed)
        {
            throw new RunRefusedException(period.IsSigned
                ? $"Period {period.Name} is signed: by {signed.Actor} and {period.Reviewed!.Actor}. Nothing was changed. Only {period.Reviewed.Actor} can reopen it: 'segbatch reconcile reopen {request.Period} --reason ...'."
                : $"Period {period.Name} was signed by its preparer, {signed.Actor}, {signed.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC, and waits for its reviewer. Nothing was changed. A reviewer who hands it back says 'segbatch reconcile reopen {request.Period} --reason ...'.");
        }

        FinanceActor acting = session.Ledger.ActAs(request.Actor);
        using DuckDbEngine engine = OpenLive();
        Publication live = session.Live!;
        RefuseOtherScope(request);
        new PeriodChecks(engine, request).RefuseUnready(BreakBook.Read(engine, session.Ledger, cancellationToken), cancellationToken, out IReadOnlyList<string> notes);

        Evidence evidence = Evidence.Of(engine, request.Period, request.LegalEntity, cancellationToken);
        (IReadOnlyList<PostedFigure> figures, PostedFacts facts) = PostedFile.Write(
            engine, session.Folders, request.Period, request.LegalEntity, period.Revision, cancellationToken);
        var signoff = new Signoff(
            request.Period, request.LegalEntity, period.Revision, SignoffRole.Preparer, SignoffKind.Signature, acting.Actor, acting.Account,
            session.FinanceNow(), evidence.Hash, evidence.Figures, live.RunId, live.SnapshotDate, facts, request.Reason);
        FaultPoint.Reach("sign: before the ledger");
        session.Ledger.Sign(signoff, figures);
        return new SignoffResult(signoff, notes);
    });

    /// <summary>Signs as the reviewer: the same evidence that the preparer signed, or not at all.</summary>
    /// <exception cref="RunRefusedException">The preparer has not signed, is the same person, or signed other evidence than there is now.</exception>
    public SignoffResult Review(SignoffRequest request, CancellationToken cancellationToken) => Holding("sign", () =>
    {
        PeriodSignoff period = Current(request);
        Signoff prepared = Prepared(period);
        if (period.Reviewed is { } reviewed)
        {
            throw new RunRefusedException($"Period {period.Name} is signed already, by {prepared.Actor} and {reviewed.Actor}. Nothing was changed.");
        }

        FinanceActor acting = session.Ledger.ActAs(request.Actor);
        RefusePreparer(prepared, acting);
        PostedFile.Verify(session.Folders, prepared);
        using DuckDbEngine engine = OpenLive();
        Publication live = session.Live!;
        Evidence evidence = Evidence.Of(engine, request.Period, request.LegalEntity, cancellationToken);
        if (evidence.Hash != prepared.EvidenceHash)
        {
            throw new RunRefusedException(
                $"The evidence of period {period.Name} is not what {prepared.Actor} signed on {prepared.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC (run {prepared.RunId}; now run {live.RunId}): {evidence.ChangesSince(prepared.Evidence)}. Nothing was signed. Hand it back with 'segbatch reconcile reopen {request.Period} --reason ...'; then it is prepared anew.");
        }

        Signoff signoff = prepared with
        {
            Role = SignoffRole.Reviewer,
            Actor = acting.Actor,
            RecordedBy = acting.Account,
            At = session.FinanceNow(),
            RunId = live.RunId,
            SnapshotDate = live.SnapshotDate,
            Posted = null,
            Reason = request.Reason,
        };
        session.Ledger.Sign(signoff, []);
        return new SignoffResult(signoff, []);
    });

    /// <summary>Ends what was signed. A new revision is prepared and reviewed from the beginning; what was posted before is kept.</summary>
    /// <exception cref="RunRefusedException">Nothing is signed, or somebody else than the reviewer asks.</exception>
    public SignoffResult Reopen(SignoffRequest request) => Holding("reopen", () =>
    {
        if (string.IsNullOrWhiteSpace(request.Reason))
        {
            throw new UsageException("--reason is empty. Nothing was changed. Say why the period is opened again.");
        }

        PeriodSignoff period = Current(request);
        Signoff prepared = Prepared(period);
        FinanceActor acting = session.Ledger.ActAs(request.Actor);
        if (period.Reviewed is { } reviewed && !BreakStatus.IsSame(reviewed.Actor, acting.Actor))
        {
            throw new RunRefusedException(
                $"Period {period.Name} was reviewed by {reviewed.Actor}, and only {reviewed.Actor} can reopen it, not {acting.Actor}. Nothing was changed.");
        }

        RefusePreparer(prepared, acting);
        Signoff signoff = prepared with
        {
            Role = SignoffRole.Reviewer,
            Kind = SignoffKind.Reopening,
            Actor = acting.Actor,
            RecordedBy = acting.Account,
            At = session.FinanceNow(),
            Posted = null,
            Reason = request.Reason.Trim(),
        };
        session.Ledger.Sign(signoff, []);
        return new SignoffResult(signoff, []);
    });

    private static Signoff Prepared(PeriodSignoff period) => period.Prepared ?? throw new RunRefusedException(
        $"Period {period.Name} is not signed by a preparer{(period.Revision > 1 ? " since it was reopened" : "")}. Nothing was changed. 'segbatch reconcile sign {period.Period} --as preparer' comes first.");

    private static void RefusePreparer(Signoff prepared, FinanceActor acting)
    {
        if (BreakStatus.IsSame(prepared.Actor, acting.Actor))
        {
            throw new RunRefusedException(
                $"Period {prepared.Name} was prepared by {prepared.Actor}, who may not review it too. Nothing was changed. Let another person do it.");
        }
    }

    /// <summary>The database refuses the same; here it is told in words.</summary>
    private void RefuseOtherScope(SignoffRequest request)
    {
        if (SignoffBook.Of(session.Ledger.Signoffs()).FirstOrDefault(other =>
            other.Period == request.Period && other.Prepared is not null && (other.LegalEntity.Length == 0) != (request.LegalEntity.Length == 0)) is { } known)
        {
            throw new RunRefusedException(
                $"Period {known.Name} is signed {(known.LegalEntity.Length == 0 ? "for all entities together" : "by entity")}, so it cannot be signed {(known.LegalEntity.Length == 0 ? "by entity" : "for all together")}. Nothing was changed.");
        }
    }

    private PeriodSignoff Current(SignoffRequest request) =>
        SignoffBook.Of(session.Ledger.Signoffs(), request.Period, request.LegalEntity);

    private DuckDbEngine OpenLive() => session.OpenLive("publish.finance_customer_revenue");

    private SignoffResult Holding(string command, Func<SignoffResult> work)
    {
        if (!session.HasLedger)
        {
            throw new RunRefusedException("Nothing was ever run here, so there is nothing to sign. Run 'segbatch nightly' first.");
        }

        using RunLock runLock = RunLock.Take(session.Folders, command);
        return work();
    }
}

/// <summary>Whether a period can be signed.</summary>
internal sealed class PeriodChecks(DuckDbEngine engine, SignoffRequest request)
{
    private const int MostNamed = 10;
    private readonly Dictionary<string, object?> parameters = new() { ["period"] = request.Period, ["legal_entity"] = request.LegalEntity };

    private string Name => Signoff.NameOf(request.Period, request.LegalEntity);

    public void RefuseUnready(IReadOnlyDictionary<string, BreakState> states, CancellationToken cancellationToken, out IReadOnlyList<string> notes)
    {
        RefuseWithoutEntries(cancellationToken);
        RefuseUnexplained(cancellationToken);
        notes = RefuseOpenBreaks(states, cancellationToken);
    }

    private void RefuseWithoutEntries(CancellationToken cancellationToken)
    {
        long entries = engine.Scalar<long>(
            "select cast(coalesce(sum(item_count), 0) as bigint) from publish.finance_tie_out where line = 'ledger' and period = :period and (:legal_entity = '' or legal_entity = :legal_entity)",
            "entries of the ledger", parameters, cancellationToken);
        if (entries == 0)
        {
            throw new RunRefusedException(
                $"The general ledger has no entries in period {Name}, so there is nothing to sign. Nothing was changed. Load them, then run 'segbatch nightly'.");
        }
    }

    private void RefuseUnexplained(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> cells = engine.Query(
            "select distinct currency, amount, account_class from publish.finance_tie_out where line = 'unexplained' and amount <> 0 and period = :period and (:legal_entity = '' or legal_entity = :legal_entity) order by all",
            "unexplained amounts",
            row => string.Create(CultureInfo.InvariantCulture, $"{row.GetDecimal(1):N2} {row.GetString(0)} of {row.GetString(2)}"),
            parameters, cancellationToken);
        if (cells.Count > 0)
        {
            throw new RunRefusedException(
                $"Period {Name} does not tie to the general ledger: {string.Join(", ", cells.Take(MostNamed))} is unexplained. Nothing was signed. 'segbatch reconcile --period {request.Period}' shows it line by line.");
        }
    }

    private List<string> RefuseOpenBreaks(IReadOnlyDictionary<string, BreakState> states, CancellationToken cancellationToken)
    {
        var open = engine.Query(
            """
            select break_id, break_class, amount, currency
            from publish.finance_breaks
            where is_open and not is_within_tolerance and (warehouse_period = :period or ledger_period = :period)
                and (:legal_entity = '' or warehouse_legal_entity = :legal_entity or ledger_legal_entity = :legal_entity)
            order by abs(reporting_amount) desc, break_id
            """,
            "open breaks",
            row => (Id: row.GetString(0), Text: string.Create(CultureInfo.InvariantCulture, $"{row.GetString(0)} {row.GetString(1)} {row.GetDecimal(2):N2} {row.GetString(3)}")),
            parameters, cancellationToken)
            .Select(found => (found.Id, found.Text, State: states.GetValueOrDefault(found.Id)))
            .Where(found => found.State?.Status != BreakStatusKind.Closed).ToArray();
        string[] unsettled = [.. open.Where(found => found.State?.Status != BreakStatusKind.OpenWithReviewer)
            .Select(found => $"{found.Text} ({found.State?.StatusText ?? "Pending"})")];
        if (unsettled.Length > 0)
        {
            throw new RunRefusedException(
                $"{unsettled.Length} {(unsettled.Length == 1 ? "break" : "breaks")} above tolerance in period {Name} {(unsettled.Length == 1 ? "is" : "are")} neither closed nor explained: {Some(unsettled)}. Nothing was signed. Assign, submit and close them ('segbatch reconcile assign', 'submit', 'close').");
        }

        string[] waiting = [.. open.Select(found => $"{found.Text}, explained by {found.State!.SubmittedBy}: {found.State.Reason}")];
        if (waiting.Length > 0 && !request.WithOpenBreaks)
        {
            throw new RunRefusedException(
                $"{waiting.Length} {(waiting.Length == 1 ? "break" : "breaks")} in period {Name} {(waiting.Length == 1 ? "is" : "are")} explained and not yet closed: {Some(waiting)}. Nothing was signed. Let a reviewer close them, or sign --with-open-breaks.");
        }

        return [.. waiting.Select(text => $"Signed with an open break: {text}")];
    }

    private static string Some(string[] texts) =>
        string.Join("; ", texts.Take(MostNamed)) + (texts.Length > MostNamed ? $"; and {texts.Length - MostNamed} more" : "");
}
