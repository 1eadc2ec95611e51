using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;
using Segmentation.Batch.Ledger;
using Segmentation.Jobs.Run;
using Segmentation.Tests.Postgres;
using static Segmentation.Batch.Tests.Ledger.FinanceRows;

namespace Segmentation.Batch.Tests.Ledger;

/// <summary>What every ledger promises of deeds and signatures, whatever database it is in.</summary>
public abstract class FinanceLedgerTests
{
    protected abstract SqlLedger Open();

    /// <summary>Does what somebody with a client of the database could do.</summary>
    protected abstract void Tamper(string sql);

    /// <summary>The same, which the database must refuse.</summary>
    protected abstract void Refused(string sql, string rule);

    [SkippableFact]
    public void A_deed_is_numbered_kept_whole_and_in_the_change_log()
    {
        BreakDeed assigned = Deed(BreakDeedKind.Assigned, "ann");
        BreakDeed submitted = Deed(BreakDeedKind.Submitted, "ann", 1);
        SqlLedger ledger = Shared(Open());
        ledger.RecordDeed(assigned);
        ledger.RecordDeed(submitted);

        Open().BreakDeeds().ShouldBe([assigned with { DeedId = 1 }, submitted with { DeedId = 2 }]);
        IReadOnlyList<Change> changes = Open().Changes();
        changes.Select(change => (change.Kind, change.Subject, change.Actor))
            .ShouldBe([("shared account", "portal", "owner"), ("break", "b1", "ann"), ("break", "b1", "ann")]);
        ChangeChain.FirstBroken(changes).ShouldBeNull();
    }

    [SkippableFact]
    public void A_break_is_closed_by_another_than_the_one_who_submitted_it()
    {
        SqlLedger ledger = Shared(Open());
        Should.Throw<RunRefusedException>(() => ledger.RecordDeed(Deed(BreakDeedKind.Closed, "bob"))).Message.ShouldContain("is not submitted");
        ledger.RecordDeed(Deed(BreakDeedKind.Assigned, "ann"));
        ledger.RecordDeed(Deed(BreakDeedKind.Submitted, "ann", 1));
        ledger.RecordDeed(Deed(BreakDeedKind.Commented, "bob", 2));

        Should.Throw<RunRefusedException>(() => ledger.RecordDeed(Deed(BreakDeedKind.Closed, "ANN", 3))).Message.ShouldContain("may not review it too");
        ledger.RecordDeed(Deed(BreakDeedKind.Closed, "bob", 3));
        Should.Throw<RunRefusedException>(() => ledger.RecordDeed(Deed(BreakDeedKind.Returned, "bob", 4))).Message.ShouldContain("is not submitted");
        ledger.RecordDeed(Deed(BreakDeedKind.Reopened, "bob", 4));

        ledger.BreakDeeds().Count.ShouldBe(5);
    }

    [SkippableFact]
    public void A_signature_its_figures_and_its_review_are_kept_digit_by_digit()
    {
        SqlLedger ledger = Shared(Open());
        ledger.Sign(Prepared("ann"), Figures());
        ledger.Sign(Reviewed("bob"), []);

        Open().Signoffs().ShouldBe([Prepared("ann"), Reviewed("bob")]);
        Open().Posted().ShouldBe(Figures());
        Open().Posted()[0].Amount.ToString(System.Globalization.CultureInfo.InvariantCulture).ShouldBe("1234.5600");
    }

    [SkippableTheory]
    [InlineData("ann")]
    [InlineData("ANN")]
    [InlineData(" ann")]
    [InlineData("ann ")]
    [InlineData("")]
    public void The_preparer_does_not_review_under_any_spelling(string name)
    {
        SqlLedger ledger = Shared(Open());
        ledger.Sign(Prepared("ann"), Figures());

        Should.Throw<RunRefusedException>(() => ledger.Sign(Reviewed(name), []));
        Should.Throw<RunRefusedException>(() => ledger.Sign(Reopened(name), []));
        ledger.Signoffs().ShouldHaveSingleItem();
    }

    /// <summary>Two names under one account are one person, unless the account is known to speak for many.</summary>
    [SkippableFact]
    public void One_account_does_not_sign_twice_under_two_names()
    {
        SqlLedger ledger = Open();
        string account = ledger.ActAs(null).Account;
        ledger.Sign(Prepared(account, account: account), Figures());

        Should.Throw<RunRefusedException>(() => ledger.ActAs("bob")).Message.ShouldContain("speaks for itself only");
        Should.Throw<RunRefusedException>(() => ledger.Sign(Reviewed("bob", account: account), []));
        ledger.Signoffs().ShouldHaveSingleItem();
    }

    [SkippableFact]
    public void The_reviewer_signs_after_the_preparer_and_the_same_evidence()
    {
        SqlLedger ledger = Shared(Open());
        Should.Throw<RunRefusedException>(() => ledger.Sign(Reviewed("bob"), []));
        ledger.Sign(Prepared("ann"), Figures());

        Should.Throw<RunRefusedException>(() => ledger.Sign(Reviewed("bob") with { EvidenceHash = OtherHash }, []));
        Should.Throw<RunRefusedException>(() => ledger.Sign(Reviewed("bob", minute: -1), []));
        Should.Throw<RunRefusedException>(() => ledger.Sign(Reviewed("bob", revision: 2), []));
        Should.Throw<RunRefusedException>(() => ledger.Sign(Prepared("cid"), []));
        ledger.Sign(Reviewed("bob"), []);
        Should.Throw<RunRefusedException>(() => ledger.Sign(Reviewed("cid"), []));
    }

    [SkippableFact]
    public void A_period_is_reopened_by_its_reviewer_with_a_reason_and_its_revision_grows()
    {
        SqlLedger ledger = Shared(Open());
        ledger.Sign(Prepared("ann"), Figures());
        ledger.Sign(Reviewed("bob"), []);

        Should.Throw<RunRefusedException>(() => ledger.Sign(Reopened("ann"), []));
        Should.Throw<RunRefusedException>(() => ledger.Sign(Reopened("cid"), []));
        Should.Throw<RunRefusedException>(() => ledger.Sign(Reopened("bob") with { Role = SignoffRole.Preparer }, []));
        Should.Throw<RunRefusedException>(() => ledger.Sign(Reopened("bob") with { Reason = " " }, []));
        ledger.Sign(Reopened("bob"), []);
        Should.Throw<RunRefusedException>(() => ledger.Sign(Reopened("bob"), []));
        Should.Throw<RunRefusedException>(() => ledger.Sign(Prepared("ann"), Figures()));
        Should.Throw<RunRefusedException>(() => ledger.Sign(Prepared("ann", 3), Figures(3)));

        // The second time the roles are changed about: that is allowed.
        ledger.Sign(Prepared("bob", 2, minute: 3), Figures(2));
        ledger.Sign(Reviewed("ann", 2, minute: 4), []);

        ledger.Signoffs().Select(row => (row.Revision, row.Role, row.Kind)).ShouldBe(
        [
            (1, SignoffRole.Preparer, SignoffKind.Signature), (1, SignoffRole.Reviewer, SignoffKind.Signature),
            (1, SignoffRole.Reviewer, SignoffKind.Reopening), (2, SignoffRole.Preparer, SignoffKind.Signature),
            (2, SignoffRole.Reviewer, SignoffKind.Signature),
        ]);
    }

    [SkippableFact]
    public void What_the_preparer_signed_is_handed_back_by_another()
    {
        SqlLedger ledger = Shared(Open());
        ledger.Sign(Prepared("ann"), Figures());

        ledger.Sign(Reopened("bob"), []);

        Should.Throw<RunRefusedException>(() => ledger.Sign(Reviewed("bob", minute: 3), []));
    }

    [SkippableFact]
    public void A_period_is_signed_as_a_whole_or_by_entity_but_not_both()
    {
        SqlLedger ledger = Shared(Open());
        ledger.Sign(Prepared("ann", entity: "DE"), Figures(entity: "DE"));
        ledger.Sign(Prepared("ann", entity: "FR"), Figures(entity: "FR"));

        Should.Throw<RunRefusedException>(() => ledger.Sign(Prepared("ann"), Figures()));
        ledger.Sign(Reopened("bob", entity: "DE"), []);
        ledger.Sign(Reopened("bob", entity: "FR"), []);
        ledger.Sign(Prepared("ann"), Figures());
        Should.Throw<RunRefusedException>(() => ledger.Sign(Prepared("ann", 2, "DE", minute: 3), Figures(2, "DE")));
    }

    [SkippableFact]
    public void A_signature_covers_exactly_the_figures_that_are_posted()
    {
        SqlLedger ledger = Shared(Open());

        Should.Throw<RunRefusedException>(() => ledger.Sign(Prepared("ann"), []));
        Should.Throw<RunRefusedException>(() => ledger.Sign(
            Prepared("ann"), [.. Figures(), Figures()[0] with { SegmentCode = "REST" }]));
        ledger.Posted().ShouldBeEmpty();
        ledger.Sign(Prepared("ann"), Figures());
        Refused("insert into finance_posted values ('2026-03', '', 1, 'value', 'REST', '', '', 'EUR', 'revenue', '1', 1)", "is signed");
        Refused("insert into finance_posted values ('2026-03', '', 2, 'value', 'REST', '', '', 'EUR', 'revenue', '1', 1)", "is signed");
    }

    [SkippableTheory]
    [InlineData("finance_signoffs", "actor = 'eve'")]
    [InlineData("finance_posted", "amount = '9'")]
    [InlineData("finance_break_deeds", "actor = 'eve'")]
    public void Nothing_is_changed_or_deleted_even_by_the_owner(string table, string change)
    {
        SqlLedger ledger = Shared(Open());
        ledger.RecordDeed(Deed(BreakDeedKind.Assigned, "ann"));
        ledger.Sign(Prepared("ann"), Figures());

        Refused($"update {table} set {change}", "only ever added to");
        Refused($"delete from {table}", "only ever added to");
    }
}

/// <summary>Deeds and signatures in a SQLite file.</summary>
public sealed class SqliteFinanceLedgerTests : FinanceLedgerTests, IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("segbatch-ledger-");

    private string Address => $"Data Source={Path.Combine(folder.FullName, "ledger.db")};Pooling=false";

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>A replacing insert deletes the row that is in its way and tells no trigger of it; checks and foreign keys can be switched off.</summary>
    [Fact]
    public void No_way_of_writing_that_SQLite_knows_gets_round_the_rules()
    {
        SqlLedger ledger = Shared(Open());
        ledger.RecordDeed(Deed(BreakDeedKind.Assigned, "ann"));
        ledger.Sign(Prepared("ann"), Figures());
        ledger.Sign(Reviewed("bob"), []);
        const string Off = "pragma ignore_check_constraints = on; pragma recursive_triggers = off; pragma foreign_keys = off; ";

        foreach (string verb in new[] { "insert or replace", "replace", "insert or ignore", "insert" })
        {
            Refused($"{Off}{verb} into finance_signoffs select period, legal_entity, revision, role, kind, 'eve', recorded_by, signed_at, evidence_hash, evidence, run_id, snapshot_date, posted_row_count, posted_file, posted_file_row_count, posted_file_sha256, reason from finance_signoffs", "signed in this role already");
            Refused($"{Off}{verb} into finance_posted select period, signed_legal_entity, revision, scheme, segment_code, legal_entity, business_unit, currency, account_class, '9', 9 from finance_posted", "is signed");
            Refused($"{Off}{verb} into finance_break_deeds select deed_id, break_id, done_at, 'eve', recorded_by, deed, owner, due_date, reason from finance_break_deeds", "numbered without gaps");
            Refused($"{Off}{verb} into finance_break_deeds (rowid, break_id, done_at, actor, recorded_by, deed, owner) values (1, 'b1', '2027-01-01', 'eve', 'eve', 'assigned', 'eve')", "numbered without gaps");
        }

        Refused($"{Off}update or replace finance_signoffs set actor = 'eve'", "only ever added to");
        Refused($"{Off}insert into finance_signoffs select period, legal_entity, revision, role, kind, 'eve', recorded_by, signed_at, evidence_hash, evidence, run_id, snapshot_date, null, null, null, null, null from finance_signoffs where role = 'reviewer' on conflict (period, legal_entity, revision, role, kind) do update set actor = 'eve'", "signed in this role already");
        Refused("insert into finance_signoffs values ('2026-04', '', 1, 'auditor', 'signed', 'eve', 'eve', '2027', 'x', '[]', 'r', '2027', 0, '', 0, '', null)", "none that is known");
        Refused("insert into finance_signoffs values ('2026-04', '', 1.5, 'preparer', 'signed', 'eve', 'eve', '2027', '" + Hash + "', '[]', 'r', '2027', 1, '', 0, '" + Hash + "', null)", "another revision");
        Open().Signoffs().ShouldBe([Prepared("ann"), Reviewed("bob")]);
        Open().Posted().ShouldBe(Figures());
    }

    protected override SqlLedger Open() => SqlLedger.Open(new SqliteDialect(Path.Combine(folder.FullName, "ledger.db")));

    protected override void Tamper(string sql)
    {
        using var connection = new SqliteConnection(Address);
        connection.Execute(sql);
    }

    protected override void Refused(string sql, string rule) => Should.Throw<SqliteException>(() => Tamper(sql)).Message.ShouldContain(rule);
}

/// <summary>Deeds and signatures in PostgreSQL, written by a role that speaks for many.</summary>
public sealed class PostgresFinanceLedgerTests(PostgresServer server) : FinanceLedgerTests, IClassFixture<PostgresServer>
{
    private string? database;

    protected override SqlLedger Open()
    {
        if (database is null)
        {
            database = server.CreateDatabase();
            using var connection = new NpgsqlConnection(database);
            connection.Execute("do $$ begin create role portal login superuser; exception when duplicate_object then null; end $$");
        }

        return SqlLedger.Open(new PostgresDialect(PostgresLedgerAddress.Parse(
            database.Replace("Username=owner", "Username=portal", StringComparison.Ordinal))));
    }

    protected override void Tamper(string sql)
    {
        using var connection = new NpgsqlConnection($"{database!.Replace("Username=owner", "Username=portal", StringComparison.Ordinal)};Search Path=segbatch");
        connection.Execute(sql);
    }

    protected override void Refused(string sql, string rule) => Should.Throw<PostgresException>(() => Tamper(sql)).MessageText.ShouldContain(rule);
}
