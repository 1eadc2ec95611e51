using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Segmentation.Batch.Schedule;
using Segmentation.Batch.Tests.Cli;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Tests.Schedule;

/// <summary>The service as a process of its own, on a ledger in a file.</summary>
public sealed class ScheduleServiceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly DateOnly Asked = new(2026, 6, 30);

    [Fact]
    public async Task A_service_answers_over_http_runs_what_is_asked_though_its_feed_is_late_and_drains()
    {
        int port = ScheduledCompany.FreePort();
        // The clock stands still at noon: the night of 1 July is due since the schedule's beginning, and its feed ends in 2025.
        using var company = new ScheduledCompany(
            """
              nights:
                default: { cron: "0 30 2 * * ?", time_zone: Europe/Berlin }
              feeds: { shop: { row_within: 2d } }
              wait_for_feeds: { at_most: 0s, then: skip }
            """, ScheduledCompany.Clock("2026-07-01T12:00:00Z", 0, 86400, "2026-07-01T12:00:00Z"));
        company.Ledger.BeginControl("default", new DateTimeOffset(2026, 6, 30, 12, 0, 0, TimeSpan.Zero));
        Process service = company.StartService(port);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        company.WaitUntil(() => Status(http, "/health/ready") == HttpStatusCode.OK, Patience, "readiness");
        Status(http, "/health/live").ShouldBe(HttpStatusCode.OK);
        Status(http, "/elsewhere").ShouldBe(HttpStatusCode.NotFound);
        company.WaitUntil(() => company.Night(new DateOnly(2026, 7, 1))?.Status == NightStatus.Skipped, Patience, "the night to be skipped");
        company.Night(new DateOnly(2026, 7, 1))!.Message!.ShouldContain("Feed shop has no row of the 2d before 2026-07-01");

        Said said = company.Run("run-now", "--snapshot-date", "2026-06-30");
        said.ExitCode.ShouldBe(0, said.ToString());
        said.Output.ShouldContain("1 service is up");
        company.WaitUntil(() => company.Night(Asked)?.Status == NightStatus.Done, Patience, "the night that was asked for");
        company.Ledger.FinishedNights(Asked).Count(run => run.SnapshotDate == Asked).ShouldBe(1);

        string metrics = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        metrics.ShouldContain("segbatch_night_due{night=\"default\"} 0");
        metrics.ShouldContain("segbatch_night_last_success{night=\"default\"} 1");
        metrics.ShouldContain("segbatch_schedule_ready 1");

        company.Run("drain").ExitCode.ShouldBe(0);
        service.WaitForExit(Patience).ShouldBeTrue(company.Logs());
        service.ExitCode.ShouldBe(0, company.Logs());
        company.Ledger.Services().ShouldBeEmpty();
    }

    /// <summary>No night begins without the feed, so no night could say that it is late: the schedule says it.</summary>
    [Fact]
    public void A_feed_that_is_late_beyond_the_wait_is_an_incident_until_a_night_finds_it_on_time()
    {
        using var company = new ScheduledCompany(
            """
              nights:
                default: { cron: "0 30 2 * * ?", time_zone: UTC }
              feeds: { shop: { row_within: 2d } }
              wait_for_feeds: { at_most: 0s, then: skip }
              health: { port: 0 }
            notify:
              desk: { kind: file, path: told.jsonl, rules: [feed_late] }

            """, ScheduledCompany.Clock("2026-07-01T12:00:00Z", 0, 86400, "2026-07-01T12:00:00Z"));
        company.Ledger.BeginControl("default", new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero));
        RunUntil(company, new DateOnly(2026, 7, 1), NightStatus.Skipped);

        Incident incident = company.Ledger.LatestIncidents().Single(incident => incident.Rule == "feed_late");
        (incident.Subject, incident.Status).ShouldBe(("shop", IncidentStatus.Open));
        incident.Message.ShouldContain("Feed shop has no row of the 2d before 2026-07-01");
        incident.Message.ShouldContain("The night was skipped");

        company.Deliver("new.csv", "2026-07-01");
        company.SetClock(ScheduledCompany.Clock("2026-07-02T12:00:00Z", 0, 86400, "2026-07-02T12:00:00Z"));
        RunUntil(company, new DateOnly(2026, 7, 2), NightStatus.Done);

        company.Ledger.LatestIncidents().Single(incident => incident.Rule == "feed_late").Status.ShouldBe(IncidentStatus.Closed);
        string[] told = File.ReadAllLines(Path.Combine(company.Folder, "told.jsonl"));
        told.Length.ShouldBe(2);
        told[0].ShouldContain("opened");
        told[1].ShouldContain("closed");
    }

    [Fact]
    public void A_night_is_paused_and_resumed_through_the_ledger_and_a_signal_ends_the_service()
    {
        using var company = new ScheduledCompany(
            """
              nights:
                default: { cron: "0 30 2 * * ?", time_zone: Europe/Berlin }
            """, ScheduledCompany.Clock("2026-07-01T00:00:00Z", 0, 86400, "2026-07-01T00:00:00Z"));
        company.Run("pause", "default").ExitCode.ShouldBe(0);
        DateTimeOffset since = company.Ledger.NightControls().Single(control => control.Night == "default").Since;
        var due = DateOnly.FromDateTime(since.UtcDateTime);
        company.Ledger.SaveScheduledNight(new NightRow
        {
            Night = "default",
            SnapshotDate = due,
            FiresAt = since,
            Status = NightStatus.Failed,
            ChangedAt = since,
            Message = "It failed.",
        });
        company.Ledger.NightControls().Single(control => control.Night == "default").IsPaused.ShouldBeTrue();

        JsonElement night = JsonDocument.Parse(company.Run("status", "--json").Output).RootElement.GetProperty("nights")[0];
        night.GetProperty("is_paused").GetBoolean().ShouldBeTrue();
        Said resumed = company.Run("resume", "default");
        resumed.Output.ShouldContain("1 failed date begins again");
        company.Ledger.NightControls().Single(control => control.Night == "default").IsPaused.ShouldBeFalse();
        company.Night(due)!.Status.ShouldBe(NightStatus.Due);

        Process service = company.StartService();
        company.WaitUntil(() => company.Ledger.Services().Count == 1, Patience, "the service to be up");
        using (Process kill = Process.Start("kill", ["-TERM", service.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            kill.WaitForExit();
        }

        service.WaitForExit(Patience).ShouldBeTrue(company.Logs());
        service.ExitCode.ShouldBe(0, company.Logs());
        company.Logs().ShouldContain("The schedule has ended.");
    }

    [Fact]
    public void A_project_without_nights_is_refused_and_an_unknown_night_is_named()
    {
        using var company = new ScheduledCompany("  grace: 1min\n", "");
        Said said = company.Run("status");
        said.ExitCode.ShouldBe(1);
        said.Errors.ShouldContain("no schedule.nights");

        using var other = new ScheduledCompany("  nights: { default: { cron: \"0 30 2 * * ?\" } }\n", "");
        other.Run("pause", "weekly").Errors.ShouldContain("There is no night 'weekly'");
    }

    [SkippableFact]
    public void The_unit_that_is_installed_is_one_that_systemd_takes()
    {
        using var company = new ScheduledCompany("  nights: { default: { cron: \"0 30 2 * * ?\" } }\n  grace: 20min\n", "");
        Said said = company.Run("install", "--print");
        said.ExitCode.ShouldBe(0, said.ToString());
        said.Output.ShouldContain("KillSignal=SIGTERM");
        said.Output.ShouldContain("TimeoutStopSec=1260");
        said.Output.ShouldContain($"ReadWritePaths={Path.Combine(company.Folder, "warehouse")}");

        Skip.IfNot(File.Exists("/usr/bin/systemd-analyze"), "systemd-analyze is not here");
        string unit = Path.Combine(company.Folder, SystemdUnitName);
        File.WriteAllText(unit, said.Output);
        var start = new ProcessStartInfo("systemd-analyze", ["verify", "--man=no", unit]) { RedirectStandardError = true };
        using Process verify = Process.Start(start)!;
        string errors = verify.StandardError.ReadToEnd();
        verify.WaitForExit();
        errors.Split('\n').Where(line => line.Contains(SystemdUnitName, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private const string SystemdUnitName = "segbatch.service";

    /// <summary>Runs a service until a night has come to this, and drains it.</summary>
    private static void RunUntil(ScheduledCompany company, DateOnly night, NightStatus status)
    {
        Process service = company.StartService();
        company.WaitUntil(() => company.Night(night)?.Status == status, Patience, $"the night of {night} to be {status}");
        company.Run("drain").ExitCode.ShouldBe(0);
        service.WaitForExit(Patience).ShouldBeTrue(company.Logs());
    }

    private static HttpStatusCode? Status(HttpClient http, string path)
    {
        try
        {
            using HttpResponseMessage response = http.GetAsync(new Uri(path, UriKind.Relative)).GetAwaiter().GetResult();
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
