using Dapper;
using Npgsql;
using Segmentation.Batch.Ledger;
using Segmentation.Jobs.Run;
using Segmentation.Tests.Postgres;
using static Segmentation.Batch.Tests.Ledger.FinanceRows;

namespace Segmentation.Batch.Tests.Ledger;

/// <summary>Goal: nobody who may write sign-offs gets round them. Method: two roles with the rights that jobs/reconcile/README.md gives to
/// signers, no superusers and no owners, try every way that PostgreSQL has, with a client of their own.</summary>
public sealed class FinanceRolesTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const string Columns =
        "period, legal_entity, revision, role, kind, actor, recorded_by, signed_at, evidence_hash, evidence, run_id, snapshot_date, posted_row_count, posted_file, posted_file_row_count, posted_file_sha256, reason";

    [SkippableFact]
    public void A_signer_with_the_rights_of_the_manual_signs_under_the_name_of_the_session()
    {
        string database = Prepare();
        SqlLedger ann = OpenAs(database, "ann");
        SqlLedger bob = OpenAs(database, "bob");

        ann.ActAs(null).ShouldBe(new FinanceActor("ann", "ann"));
        Should.Throw<RunRefusedException>(() => ann.ActAs("bob")).Message.ShouldContain("Account ann speaks for itself only");
        ann.RecordDeed(Deed(BreakDeedKind.Assigned, "ann", account: "ann"));
        ann.Sign(Prepared("ann", account: "ann"), Figures());
        bob.Sign(Reviewed("bob", account: "bob"), []);

        ChangeChain.FirstBroken(bob.Changes()).ShouldBeNull();
        bob.Signoffs().Select(row => row.Actor).ShouldBe(["ann", "bob"]);
    }

    [SkippableFact]
    public void Whoever_prepared_cannot_pass_for_a_reviewer()
    {
        string database = Prepare();
        OpenAs(database, "ann").Sign(Prepared("ann", account: "ann"), Figures());
        string reviewOf(string actor, string account) =>
            $"insert into finance_signoffs ({Columns}) select period, legal_entity, revision, 'reviewer', 'signed', {actor}, {account}, signed_at, evidence_hash, evidence, run_id, snapshot_date, null, null, null, null, null from finance_signoffs limit 1";

        using NpgsqlConnection ann = ConnectAs(database, "ann");
        Refused(ann, reviewOf("'ann'", "'ann'"), "may not review it too");
        Refused(ann, reviewOf("'bob'", "'bob'"), "it is recorded by ann");
        Refused(ann, reviewOf("'bob'", "default_account.name").Replace("from finance_signoffs", "from finance_signoffs, (select 'ann' as name) as default_account", StringComparison.Ordinal), "speaks for itself only");
        Refused(ann, "set role bob", "permission denied");
        Refused(ann, "set session authorization bob", "permission denied");
        Refused(ann, "insert into finance_shared_accounts (account, declared_at, actor, reason) values ('ann', now(), 'ann', 'me')", "permission denied");
        Refused(ann, "set session_replication_role = replica", "permission denied");
        Refused(ann, "alter table finance_signoffs disable trigger all", "must be owner");
        Refused(ann, "drop trigger finance_signoffs_rules on finance_signoffs", "must be owner");
        Refused(ann, "create or replace function finance_check_signoff() returns trigger language plpgsql as 'begin return new; end'", "permission denied");
        Refused(ann, "create rule r as on insert to finance_signoffs do instead nothing", "must be owner");

        // A temporary table or function of the same name is nearer to the session than the real one, but not to the rules.
        ann.Execute(
            """
            create temporary table finance_signoffs as select * from segbatch.finance_signoffs;
            update pg_temp.finance_signoffs set actor = 'bob', recorded_by = 'bob';
            create temporary table finance_shared_accounts as select 'ann' as account;
            create function pg_temp.lower(text) returns text language sql as 'select random()::text'
            """);
        Refused(ann, reviewOf("'ann'", "'ann'").Replace("into finance_signoffs", "into segbatch.finance_signoffs", StringComparison.Ordinal), "may not review it too");

        // Whoever reads an old state of the tables must not write by it.
        using NpgsqlTransaction old = ann.BeginTransaction(System.Data.IsolationLevel.RepeatableRead);
        Refused(ann, reviewOf("'ann'", "'ann'").Replace("into finance_signoffs", "into segbatch.finance_signoffs", StringComparison.Ordinal), "read committed");
    }

    [SkippableTheory]
    [InlineData("finance_signoffs", "actor")]
    [InlineData("finance_posted", "scheme")]
    [InlineData("finance_break_deeds", "actor")]
    [InlineData("finance_shared_accounts", "actor")]
    public void A_signer_changes_and_deletes_nothing(string table, string column)
    {
        string database = Prepare();
        SqlLedger ledger = OpenAs(database, "ann");
        ledger.RecordDeed(Deed(BreakDeedKind.Assigned, "ann", account: "ann"));
        ledger.Sign(Prepared("ann", account: "ann"), Figures());
        using NpgsqlConnection ann = ConnectAs(database, "ann");

        Refused(ann, $"update {table} set {column} = 'bob'", "permission denied");
        Refused(ann, $"delete from {table}", "permission denied");
        Refused(ann, $"truncate {table}", "permission denied");
        Refused(ann, $"merge into {table} as t using (select 1) as s on true when matched then delete", "permission denied");
        Refused(ann, $"select * from {table} for update", "permission denied");
    }

    /// <summary>Rights that were given too generously do not matter either: only the owner can touch the rules.</summary>
    [SkippableFact]
    public void Even_with_every_right_on_the_tables_the_rules_hold()
    {
        string database = Prepare();
        using (var owner = new NpgsqlConnection(database))
        {
            owner.Execute("grant all on all tables in schema segbatch to ann");
        }

        SqlLedger ledger = OpenAs(database, "ann");
        ledger.RecordDeed(Deed(BreakDeedKind.Assigned, "ann", account: "ann"));
        ledger.Sign(Prepared("ann", account: "ann"), Figures());
        using NpgsqlConnection ann = ConnectAs(database, "ann");

        foreach (string table in new[] { "finance_signoffs", "finance_posted", "finance_break_deeds" })
        {
            Refused(ann, $"update {table} set period = 'x'".Replace("finance_break_deeds set period", "finance_break_deeds set actor", StringComparison.Ordinal), "only ever added to");
            Refused(ann, $"delete from {table}", "only ever added to");
            Refused(ann, $"truncate {table}", "only ever added to");
            Refused(ann, $"merge into {table} as t using (select 1) as s on true when matched then delete", "only ever added to");
        }

        Refused(ann, "insert into finance_shared_accounts (account, declared_at, actor, reason) values ('ann', now(), 'ann', 'me')", "Only the owner");
        Refused(
            ann,
            $"insert into finance_signoffs ({Columns}) select {Columns} from finance_signoffs on conflict (period, legal_entity, revision, role, kind) do update set actor = 'bob'",
            "already");
        using (NpgsqlBinaryImporter copy = ann.BeginBinaryImport("copy finance_posted (period, signed_legal_entity, revision, scheme, segment_code, legal_entity, business_unit, currency, account_class, amount, document_count) from stdin (format binary)"))
        {
            copy.WriteRow("2026-03", "", 1L, "value", "REST", "", "", "EUR", "revenue", 1m, 1L);
            Should.Throw<PostgresException>(() => copy.Complete()).MessageText.ShouldContain("is signed");
        }
    }

    /// <summary>Goal: of many who sign at once exactly one is the preparer. Method: eight sessions at the same moment.</summary>
    [SkippableFact]
    public async Task Of_many_who_sign_at_once_one_is_the_preparer()
    {
        string database = Prepare();
        string[] people = ["ann", "bob", "ann", "bob", "ann", "bob", "ann", "bob"];

        bool[] signed = await Task.WhenAll(people.Select(person => Task.Factory.StartNew(
            () =>
            {
                try
                {
                    OpenAs(database, person).Sign(Prepared(person, account: person), Figures());
                    return true;
                }
                catch (RunRefusedException)
                {
                    return false;
                }
            },
            TaskCreationOptions.LongRunning)));

        signed.Count(isSigned => isSigned).ShouldBe(1);
        OpenAs(database, "ann").Posted().Count.ShouldBe(1);
    }

    private string Prepare()
    {
        string database = server.CreateDatabase();
        SqlLedger.Open(new PostgresDialect(PostgresLedgerAddress.Parse(database)));
        using var owner = new NpgsqlConnection(database);
        foreach (string role in new[] { "ann", "bob" })
        {
            owner.Execute($"do $$ begin create role {role} login; exception when duplicate_object then null; end $$");
            owner.Execute(
                $"""
                grant usage on schema segbatch to {role};
                grant select on all tables in schema segbatch to {role};
                grant insert on segbatch.finance_break_deeds, segbatch.finance_signoffs, segbatch.finance_posted, segbatch.change_log to {role}
                """);
        }

        return database;
    }

    private static SqlLedger OpenAs(string database, string role) =>
        SqlLedger.Open(new PostgresDialect(PostgresLedgerAddress.Parse(database.Replace("Username=owner", $"Username={role}", StringComparison.Ordinal))));

    private static NpgsqlConnection ConnectAs(string database, string role)
    {
        var connection = new NpgsqlConnection($"{database.Replace("Username=owner", $"Username={role}", StringComparison.Ordinal)};Search Path=segbatch;Pooling=false");
        connection.Open();
        return connection;
    }

    private static void Refused(NpgsqlConnection someone, string sql, string words) =>
        Should.Throw<PostgresException>(() => someone.Execute(sql), sql).MessageText.ShouldContain(words, Case.Insensitive, sql);
}
