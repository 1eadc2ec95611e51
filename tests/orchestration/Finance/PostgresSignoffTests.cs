using Dapper;
using Npgsql;
using Segmentation.Batch.Tests.Cli;
using Segmentation.Tests.Postgres;
using static Segmentation.Batch.Tests.Finance.BookShop;

namespace Segmentation.Batch.Tests.Finance;

/// <summary>The month of the manual, on a ledger in PostgreSQL: ann and bob have roles of their own, and the batch has another.</summary>
public sealed class PostgresSignoffTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [SkippableFact]
    public void A_month_is_closed_by_two_roles_and_late_data_is_a_restatement()
    {
        string database = server.CreateDatabase();
        using BookShop books = Unpublished();
        string plain = File.ReadAllText(books.Shop.At("segmentation.yml"));
        books.Shop.Configure($"ledger: \"{database}\"\n");
        foreach (string person in new[] { "ann", "bob" })
        {
            books.Shop.Write($"{person}.yml", $"{plain}ledger: \"{database.Replace("Username=owner", $"Username={person}", StringComparison.Ordinal)}\"\n");
        }

        books.Night(Shop.FirstNight);
        using (var owner = new NpgsqlConnection(database))
        {
            foreach (string person in new[] { "ann", "bob" })
            {
                owner.Execute($"do $$ begin create role {person} login; exception when duplicate_object then null; end $$");
                owner.Execute(
                    $"""
                    grant usage on schema segbatch to {person};
                    grant select on all tables in schema segbatch to {person};
                    grant insert on segbatch.finance_break_deeds, segbatch.finance_signoffs, segbatch.finance_posted, segbatch.change_log to {person}
                    """);
            }
        }

        string id = books.BreakId();
        As("ann", 0, "Open with preparer", "assign", id, "--owner", "ann");
        As("ann", 0, "Open with reviewer", "submit", id, "--reason", "freight");
        As("ann", 1, "may not review it too", "close", id, "--reason", "x");
        As("ann", 1, "speaks for itself only", "close", id, "--reason", "x", "--actor", "bob");
        As("bob", 0, "Closed", "close", id, "--reason", "seen");
        As("ann", 0, "revision 1, as preparer by ann", "sign", Period, "--as", "preparer");
        As("ann", 1, "may not review it too", "sign", Period, "--as", "reviewer");
        As("ann", 1, "permission denied for table finance_shared_accounts", "share-account", "ann", "--reason", "x");
        As("bob", 0, "as reviewer by bob", "sign", Period, "--as", "reviewer");

        books.ComesLate("late", ("L1", OrdersOfPeriod[1].Customer, 100m));
        books.Night(Shop.NextNight).ShouldContain($"Period {Period} is signed; 1 late document of 100.00 EUR is a restatement, not a change.");
        books.Total("policy").Split(' ')[2].ShouldBe("100.00");

        As("ann", 1, "only bob can reopen it", "reopen", Period, "--reason", "x");
        As("bob", 0, "revision 2 waits", "reopen", Period, "--reason", "a late invoice");
        As("ann", 0, "revision 2, as preparer by ann", "sign", Period, "--as", "preparer");
        As("bob", 0, "revision 2, as reviewer by bob", "sign", Period, "--as", "reviewer");

        void As(string person, int exitCode, string words, params string[] arguments)
        {
            Said said = Segbatch.Run(["reconcile", "--config", books.Shop.At($"{person}.yml"), .. arguments]);
            said.ExitCode.ShouldBe(exitCode, said.ToString());
            OneLine(said.Output + " " + said.Errors).ShouldContain(words, Case.Sensitive, said.ToString());
        }
    }
}
