using System.CommandLine;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Reconcile;
using Segmentation.Jobs.Run;
using Spectre.Console;

namespace Segmentation.Batch.Commands;

/// <summary>Signing the books: <c>segbatch reconcile sign | reopen | signoffs | share-account</c>.</summary>
internal static class ReconcileDeedsSigning
{
    private const string Preparer = "preparer";
    private const string Reviewer = "reviewer";

    /// <summary>All of them; --config is the parent's.</summary>
    public static IEnumerable<Command> All(Terminal terminal, TimeProvider clock, CommonOptions options) =>
    [
        CreateSign(terminal, clock, options), CreateReopen(terminal, clock, options), CreateSignoffs(terminal, clock, options),
        CreateShareAccount(terminal, clock, options),
    ];

    private static Argument<string> Period => new("period") { Description = "The fiscal period, such as 2026-01." };

    private static Option<string> LegalEntity => new("--legal-entity") { Description = "One legal entity. Default: all together.", DefaultValueFactory = _ => "" };

    private static Command CreateSign(Terminal terminal, TimeProvider clock, CommonOptions options)
    {
        Argument<string> period = Period;
        Option<string> entity = LegalEntity;
        Option<string?> actor = ReconcileDeeds.Actor();
        var role = new Option<string>("--as") { Description = "preparer, or reviewer: another person, after the preparer.", Required = true };
        role.AcceptOnlyFromAmong(Preparer, Reviewer);
        var open = new Option<bool>("--with-open-breaks") { Description = "Accept breaks that are explained and wait for their reviewer." };
        var command = new Command("sign", "Sign a period: what is posted stands from then on, whatever comes later.") { period, role, entity, open, actor };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            var desk = new SignoffDesk(options.Open(parsed, clock, terminal));
            var request = new SignoffRequest(
                parsed.GetRequiredValue(period), parsed.GetRequiredValue(entity), parsed.GetValue(actor), WithOpenBreaks: parsed.GetValue(open));
            bool isPreparer = parsed.GetRequiredValue(role) == Preparer;
            SignoffResult result = isPreparer ? desk.Prepare(request, cancellationToken) : desk.Review(request, cancellationToken);
            foreach (string note in result.Notes)
            {
                terminal.Result.MarkupLineInterpolated($"{note}");
            }

            Signoff signed = result.Signoff;
            string next = isPreparer
                ? $"It waits for a reviewer: another person says 'segbatch reconcile sign {signed.Period} --as reviewer'."
                : "It is locked: what comes later is a restatement beside it.";
            terminal.Result.MarkupLineInterpolated(
                $"[green]Signed[/] {signed.Name}, revision {signed.Revision}, as {parsed.GetRequiredValue(role)} by {signed.Actor}, evidence {signed.EvidenceHash[..12]}, snapshot {signed.SnapshotDate:yyyy-MM-dd}. {next}");
            return ExitCodes.Done;
        })));
        return command;
    }

    private static Command CreateReopen(Terminal terminal, TimeProvider clock, CommonOptions options)
    {
        Argument<string> period = Period;
        Option<string> entity = LegalEntity;
        Option<string?> actor = ReconcileDeeds.Actor();
        Option<string> reason = ReconcileDeeds.Reason("Why it is opened again.");
        var command = new Command("reopen", "End what was signed for a period, as its reviewer. A new revision is prepared and reviewed.") { period, reason, entity, actor };
        command.SetAction((parsed, _) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            Signoff reopened = new SignoffDesk(options.Open(parsed, clock, terminal)).Reopen(new SignoffRequest(
                parsed.GetRequiredValue(period), parsed.GetRequiredValue(entity), parsed.GetValue(actor), parsed.GetRequiredValue(reason))).Signoff;
            terminal.Result.MarkupLineInterpolated(
                $"[green]Reopened[/] {reopened.Name} by {reopened.Actor}: revision {reopened.Revision} is kept as it was posted, revision {reopened.Revision + 1} waits for its preparer.");
            return ExitCodes.Done;
        })));
        return command;
    }

    private static Command CreateSignoffs(Terminal terminal, TimeProvider clock, CommonOptions options)
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON document on standard output." };
        var command = new Command("signoffs", "Who signed which period, when, and on what evidence.") { json };
        command.SetAction((parsed, _) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            ProjectSession session = options.Open(parsed, clock, terminal);
            IReadOnlyList<Signoff> signoffs = session.HasLedger ? session.Ledger.Signoffs() : [];
            if (parsed.GetValue(json))
            {
                ResultPrinter.PrintJson(terminal, new { periods = SignoffBook.Of(signoffs).Select(Document), signoffs = signoffs.Select(Document) });
            }
            else
            {
                Print(terminal, signoffs);
            }

            return ExitCodes.Done;
        })));
        return command;
    }

    private static Command CreateShareAccount(Terminal terminal, TimeProvider clock, CommonOptions options)
    {
        var account = new Argument<string>("account") { Description = "The database role, or the account of the operating system for a SQLite ledger." };
        Option<string?> actor = ReconcileDeeds.Actor();
        Option<string> reason = ReconcileDeeds.Reason("Who makes sure that the people it names are who they are.");
        var command = new Command("share-account", "Declare that an account speaks for many people: from now on it is believed whom it names with --actor.") { account, reason, actor };
        command.SetAction((parsed, _) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            if (string.IsNullOrWhiteSpace(parsed.GetRequiredValue(reason)))
            {
                throw new UsageException("--reason is empty. Nothing was changed. Say who makes sure that the people are who they are.");
            }

            ProjectSession session = options.Open(parsed, clock, terminal);
            FinanceActor acting = session.Ledger.ActAs(parsed.GetValue(actor));
            string shared = parsed.GetRequiredValue(account);
            session.Ledger.ShareAccount(shared, acting, parsed.GetRequiredValue(reason), session.FinanceNow());
            terminal.Result.MarkupLineInterpolated($"Account {shared} speaks for many people, says {acting.Actor}. It stands in the change log.");
            return ExitCodes.Done;
        })));
        return command;
    }

    private static void Print(Terminal terminal, IReadOnlyList<Signoff> signoffs)
    {
        if (signoffs.Count == 0)
        {
            terminal.Result.WriteLine("No period is signed.");
        }

        foreach (PeriodSignoff period in SignoffBook.Of(signoffs))
        {
            string stands = period.IsSigned ? "signed" : period.IsClosing ? "waits for its reviewer" : "open";
            terminal.Result.MarkupLineInterpolated($"[bold]{period.Name}[/]  revision {period.Revision}: {stands}");
            foreach (Signoff row in signoffs.Where(row => row.Period == period.Period && row.LegalEntity == period.LegalEntity))
            {
                string deed = row.Kind == SignoffKind.Reopening ? "reopened" : $"signed as {row.Role.Word()}";
                string why = row.Reason is null ? "" : $": {row.Reason}";
                terminal.Result.MarkupLineInterpolated(
                    $"    revision {row.Revision}  {row.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC  {deed} by {row.Actor}{why}  [grey]evidence {row.EvidenceHash[..12]}, snapshot {row.SnapshotDate:yyyy-MM-dd}, recorded by {row.RecordedBy}[/]");
            }
        }
    }

    private static object Document(PeriodSignoff period) => new
    {
        period = period.Period,
        legal_entity = period.LegalEntity,
        revision = period.Revision,
        status = period.IsSigned ? "signed" : period.IsClosing ? "prepared" : "open",
        preparer = period.Prepared?.Actor,
        reviewer = period.Reviewed?.Actor,
    };

    private static object Document(Signoff row) => new
    {
        period = row.Period,
        legal_entity = row.LegalEntity,
        revision = row.Revision,
        role = row.Role.Word(),
        kind = row.Kind == SignoffKind.Reopening ? "reopened" : "signed",
        actor = row.Actor,
        recorded_by = row.RecordedBy,
        signed_at = row.At,
        evidence_hash = row.EvidenceHash,
        run_id = row.RunId,
        snapshot_date = row.SnapshotDate.ToString("yyyy-MM-dd"),
        posted_file = row.Posted?.File,
        posted_file_sha256 = row.Posted?.FileSha256,
        reason = row.Reason,
    };
}
