using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Segmentation.Batch.Schedule;
using Segmentation.Jobs.Configuration;
using Segmentation.Tests.Postgres;
using Xunit.Abstractions;

namespace Segmentation.Batch.Tests.Schedule;

/// <summary>
/// Goal: four services on one PostgreSQL and one warehouse publish each night once, in order, and leave none out, whichever of them is
/// killed when. Method: real processes under a clock in which a day takes a few seconds; at seeded times one of them is killed
/// (SIGKILL) and another started. What was promoted is then read from the database and compared with the calendar.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class FourSchedulersTests(PostgresServer server, ITestOutputHelper output) : IClassFixture<PostgresServer>
{
    private const int Services = 4;
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("SEGBATCH_LONG") == "1";
    private static readonly int Nights = IsLong ? 200 : 8;
    private static readonly double SecondsPerDay = IsLong ? 4 : 5;
    private static readonly TimeSpan Patience = IsLong ? TimeSpan.FromHours(3) : TimeSpan.FromMinutes(10);

    [SkippableFact]
    public void Each_night_is_published_once_and_in_order_whoever_is_killed()
    {
        string ledger = server.CreateDatabase();
        DateTimeOffset end = DateTimeOffset.Parse("2026-01-01T12:00:00Z", null).AddDays(Nights - 1);
        using var company = new ScheduledCompany(
            """
              nights:
                default: { cron: "0 30 2 * * ?", time_zone: Europe/Berlin }
              catch_up: { most: 10000 }
              retry: { times: 50, first_delay: 1min }
            """, ScheduledCompany.Clock("2026-01-01T00:00:00Z", 15, SecondsPerDay, $"{end.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}"), ledger);
        company.Ledger.BeginControl("default", new DateTimeOffset(2025, 12, 31, 12, 0, 0, TimeSpan.Zero));
        long stamp = Stopwatch.GetTimestamp();
        Process[] services = [.. Enumerable.Range(0, Services).Select(_ => company.StartService())];

        int kills = KillUntilDone(company, services, ledger, end);

        // Draining speaks to the services that are up, and the last may only just have been started.
        company.WaitUntil(() => services.All(service => IsUp(ledger, service)), Patience, "the services to be up");
        company.Run("drain").ExitCode.ShouldBe(0);
        Array.ForEach(services, service => service.WaitForExit(TimeSpan.FromMinutes(5)).ShouldBeTrue(company.Logs()));
        services.ShouldAllBe(service => service.ExitCode == 0, company.Logs());
        DateOnly[] expected = Expected(ledger, end);
        Promoted(ledger).ShouldBe(expected, company.Logs());
        expected.Length.ShouldBe(Nights);
        kills.ShouldBeGreaterThanOrEqualTo(2);
        output.WriteLine($"{expected.Length} nights, {kills} kills, {Stopwatch.GetElapsedTime(stamp).TotalSeconds:0} s");
    }

    private static int KillUntilDone(ScheduledCompany company, Process[] services, string ledger, DateTimeOffset end)
    {
        var draw = new Draw(20261128);
        int kills = 0;
        long stamp = Stopwatch.GetTimestamp();
        company.WaitUntil(() => Promoted(ledger).Length > 0, Patience, "the first night");
        while (Promoted(ledger).Length < Expected(ledger, end).Length || kills < 2)
        {
            (Stopwatch.GetElapsedTime(stamp) < Patience).ShouldBeTrue($"{Promoted(ledger).Length} nights after {Patience}.\n{company.Logs()}");
            CancellationToken.None.WaitHandle.WaitOne(TimeSpan.FromSeconds(2 + draw.Next(10)));
            // The one that is at work, as often as not.
            int victim = draw.Next(Services);
            services[victim].Kill();
            services[victim].WaitForExit();
            services[victim] = company.StartService();
            kills++;
        }

        return kills;
    }

    /// <summary>Whether a service has reported to the ledger; its name holds its process.</summary>
    private static bool IsUp(string ledger, Process service) =>
        (long)Query(ledger, $"select count(*) from segbatch.schedule_services where service like '%-{service.Id}-%'")[0][0] > 0;

    /// <summary>The dates that the calendar has between the schedule's beginning and its end.</summary>
    private static DateOnly[] Expected(string ledger, DateTimeOffset end)
    {
        var since = new DateTimeOffset((DateTime)Query(ledger, "select since from segbatch.schedule_controls where night = 'default'")[0][0], TimeSpan.Zero);
        var calendar = new NightCalendar("0 30 2 * * ?", TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), new HashSet<DateOnly>(), SnapshotRule.Today);
        return [.. calendar.Between(since, end).Select(night => night.SnapshotDate)];
    }

    /// <summary>The dates that readers came to see, in the order in which they did.</summary>
    private static DateOnly[] Promoted(string ledger) =>
        (bool)Query(ledger, "select to_regclass('segbatch.promotions') is not null")[0][0]
            ? [.. Query(
                ledger,
                """
                select cast(publications.snapshot_date as text)
                from segbatch.promotions
                inner join segbatch.publications on publications.run_id = promotions.run_id
                where promotions.status = 'done'
                order by promotions.number
                """).Select(row => DateOnly.ParseExact((string)row[0], "yyyy-MM-dd", CultureInfo.InvariantCulture))]
            : [];

    private static List<object[]> Query(string ledger, string sql)
    {
        using var connection = new NpgsqlConnection(ledger);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        using NpgsqlDataReader reader = command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>A seeded draw: the same kills are drawn each time, though the machine decides what they hit.</summary>
    private sealed class Draw(uint seed)
    {
        private uint state = seed;

        public int Next(int below)
        {
            state = unchecked((state * 1664525) + 1013904223);
            return (int)((state >> 16) % (uint)below);
        }
    }
}
