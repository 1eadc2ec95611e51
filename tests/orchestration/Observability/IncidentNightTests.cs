using System.Text.Json;
using Segmentation.Batch.Tests.Cli;

namespace Segmentation.Batch.Tests.Observability;

/// <summary>Incidents from the program's outside: a feed that stops and comes back, and who hears of it. The shop's orders end in
/// December 2025, and it is declared that they come every 20 days.</summary>
public sealed class IncidentNightTests
{
    private const string March = "2026-03-01";

    [Fact]
    public void A_feed_that_stops_opens_one_incident_that_lasts_and_closes_when_rows_come_again()
    {
        using Shop shop = Declared();

        shop.PublishedNight(Shop.NextNight);
        JsonElement first = Incidents(shop).EnumerateArray().Single();
        shop.PublishedNight("2026-02-02");
        JsonElement second = Incidents(shop).EnumerateArray().Single();
        Said status = shop.Run("status");
        shop.Read("select status || ' ' || escalation_level || ' ' || night_count from ops_incidents where rule = 'feed_stopped'").ShouldBe(["open 0 2"]);
        shop.Read("select source_system from ops_feed_sla where is_late").ShouldBe(["shop"]);
        shop.Write("orders/january.csv", Shop.OrderHeader + "N1,1,C01,2026-02-20,P1,1,10.00,EUR\n");
        shop.PublishedNight(March);

        first.GetProperty("rule").GetString().ShouldBe("feed_stopped");
        first.GetProperty("subject").GetString().ShouldBe("shop");
        first.GetProperty("message").GetString()!.ShouldContain("where sources.shop.expected_every_days allows 20.");
        second.GetProperty("incident_id").GetString().ShouldBe(first.GetProperty("incident_id").GetString());
        second.GetProperty("night_count").GetInt32().ShouldBe(2);
        status.Output.ShouldContain("Incidents: 1 open (1 warning), newest feed_stopped shop.");
        Incidents(shop).GetArrayLength().ShouldBe(0);
        Incidents(shop, "--all").EnumerateArray().Single().GetProperty("status").GetString().ShouldBe("closed");
        shop.Read("select status from ops_incidents").ShouldBe(["closed"]);
    }

    [Fact]
    public void A_webhook_hears_of_opening_and_closing_once_each_and_of_no_night_between()
    {
        using var hook = new HttpReceiver();
        using Shop shop = Declared($"  hook: {{ kind: webhook, url: '{hook.Address}/hook', headers: {{ Authorization: Bearer abc }} }}");

        shop.PublishedNight(Shop.NextNight);
        shop.PublishedNight("2026-02-02");
        shop.PublishedNight("2026-02-03");
        shop.Write("orders/january.csv", Shop.OrderHeader + "N1,1,C01,2026-02-20,P1,1,10.00,EUR\n");
        shop.PublishedNight(March);

        Events(hook).ShouldBe(["opened", "closed"]);
        hook.Requests.Select(request => request.Headers["Idempotency-Key"]).Distinct().Count().ShouldBe(2);
        hook.Requests[0].Headers["Idempotency-Key"].ShouldBe(Document(hook.Requests[0]).GetProperty("message_id").GetString());
        hook.Requests[0].Headers["Authorization"].ShouldBe("Bearer abc");
    }

    [Fact]
    public void A_message_waits_while_nobody_answers_and_is_brought_once_when_somebody_does()
    {
        int port = HttpReceiver.FreePort();
        using Shop shop = Declared($"  hook: {{ kind: webhook, url: 'http://127.0.0.1:{port}/', timeout_seconds: 1 }}");

        Said dead = shop.Night(Shop.NextNight);
        JsonElement waiting = JsonDocument.Parse(shop.Run("incidents", "--json").Output).RootElement.GetProperty("waiting_messages");
        using var hook = new HttpReceiver(port: port);
        shop.PublishedNight("2026-02-02");
        shop.PublishedNight("2026-02-03");

        dead.ExitCode.ShouldBe(0, dead.ToString());
        dead.Errors.ShouldContain("could not be brought to hook: no connection. It waits; the next run tries again.");
        waiting.EnumerateArray().Single().GetProperty("last_error").GetString().ShouldBe("no connection");
        Events(hook).ShouldBe(["opened"]);
    }

    [Fact]
    public void An_error_of_the_service_is_tried_again_at_once_with_the_same_key()
    {
        using var hook = new HttpReceiver(number => number < 3 ? 500 : 200);
        using Shop shop = Declared($"  hook: {{ kind: webhook, url: '{hook.Address}' }}");

        shop.PublishedNight(Shop.NextNight);
        shop.PublishedNight("2026-02-02");

        hook.Requests.Count.ShouldBe(3);
        hook.Requests.Select(request => request.Headers["Idempotency-Key"]).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public void A_service_that_refuses_for_good_is_asked_once_and_a_silent_one_stops_no_night()
    {
        using var refusing = new HttpReceiver(_ => 410);
        using var silent = new HttpReceiver(_ => null);
        using Shop shop = Declared(
            $"  gone: {{ kind: webhook, url: '{refusing.Address}' }}",
            $"  silent: {{ kind: webhook, url: '{silent.Address}', timeout_seconds: 1 }}");

        Said said = shop.Night(Shop.NextNight);
        shop.PublishedNight("2026-02-02");

        said.ExitCode.ShouldBe(0, said.ToString());
        said.Errors.ShouldContain("could not be brought to gone: answer 410. It is given up");
        said.Errors.ShouldContain("could not be brought to silent: no answer within 1 s. It waits");
        refusing.Requests.Count.ShouldBe(1);
        silent.Requests.Count.ShouldBe(6, "two nights, three attempts each");
    }

    [Fact]
    public void A_mail_says_what_is_wrong_and_how_to_take_it_on()
    {
        using var mail = new MailReceiver();
        using Shop shop = Declared(
            $"  desk: {{ kind: smtp, host: localhost, port: {mail.Port}, security: none, user: batch, password: pass, from: batch@example.com, to: desk@example.com }}");

        shop.PublishedNight(Shop.NextNight);
        shop.PublishedNight("2026-02-02");

        string text = mail.Mails.ShouldHaveSingleItem();
        text.ShouldContain("Subject: [warning] Small Shop: feed_stopped shop opened");
        text.ShouldContain("segbatch incidents ack ");
        text.ShouldContain("@segbatch>");
        mail.Logins.ShouldBe([("batch", "pass")]);
    }

    [Fact]
    public void A_mail_server_that_refuses_or_is_dead_fails_no_night()
    {
        using var mail = new MailReceiver(refuses: true);
        using Shop shop = Declared(
            $"  refused: {{ kind: smtp, host: localhost, port: {mail.Port}, security: none, from: a@example.com, to: b@example.com }}",
            $"  dead: {{ kind: smtp, host: localhost, port: {HttpReceiver.FreePort()}, security: none, from: a@example.com, to: b@example.com }}",
            $"  plain: {{ kind: smtp, host: localhost, port: {mail.Port}, from: a@example.com, to: b@example.com }}");

        Said said = shop.Night(Shop.NextNight);

        said.ExitCode.ShouldBe(0, said.ToString());
        said.Errors.ShouldContain("brought to refused: the mail server answered 550. It is given up", customMessage: said.Errors);
        said.Errors.ShouldContain("brought to dead: the mail server could not be spoken to (SocketException). It waits");
        said.Errors.ShouldContain("brought to plain: the mail server could not be spoken to (NotSupportedException). It waits", customMessage: "a server without STARTTLS gets no message in the clear");
        said.Errors.ShouldNotContain("b@example.com");
    }

    [Fact]
    public void What_lasts_is_escalated_to_the_next_recipient_unless_somebody_took_it_on()
    {
        using Shop shop = Declared(
            "  desk: { kind: file, path: told/desk.jsonl }",
            "  lead: { kind: file, path: told/lead.jsonl, level: 1 }");
        shop.Configure("monitoring: { escalation: { after_nights: 1, levels: 2 } }\n");

        shop.PublishedNight(Shop.NextNight);
        File.Exists(shop.At("told/lead.jsonl")).ShouldBeFalse();
        shop.PublishedNight("2026-02-02");
        string id = Incidents(shop).EnumerateArray().Single().GetProperty("incident_id").GetString()!;
        Said unknown = shop.Run("incidents", "ack", "00000000-1", "--reason", "looked at");
        Said taken = shop.Run("incidents", "ack", id, "--reason", "asked the supplier");
        shop.PublishedNight("2026-02-03");

        Lines(shop, "desk").ShouldBe(["opened 0", "escalated 1"]);
        Lines(shop, "lead").ShouldBe(["escalated 1"]);
        taken.ExitCode.ShouldBe(0, taken.ToString());
        unknown.ExitCode.ShouldBe(1);
        unknown.Errors.ShouldContain("There is no incident 00000000-1. Nothing was changed.");
        Said list = shop.Run("incidents");
        list.Output.ShouldContain("acknowledged by");
        list.Output.ShouldContain("asked the supplier");
    }

    [Fact]
    public void A_failed_night_is_an_incident_until_one_is_done()
    {
        using Shop shop = Shop.Published();
        string good = File.ReadAllText(shop.At("orders/orders.csv"));
        shop.Configure("notify:\n  desk: { kind: file, path: told/desk.jsonl, minimum_severity: critical }\n");

        File.Delete(shop.At("orders/orders.csv"));
        Said failed = shop.Night(Shop.NextNight);
        shop.Write("orders/orders.csv", good);
        shop.PublishedNight(Shop.NextNight);

        failed.ExitCode.ShouldBe(1);
        Lines(shop, "desk").ShouldBe(["opened 0", "closed 0"]);
    }

    [Fact]
    public void A_night_that_was_killed_is_told_by_the_next_that_finishes()
    {
        using Shop shop = Shop.Published();
        using (Segbatch night = Segbatch.StartUntil("mart.customers ", "nightly", "--config", shop.Folder, "--snapshot-date", Shop.NextNight))
        {
            night.Signal("KILL").End().ExitCode.ShouldNotBe(0);
        }

        shop.PublishedNight(Shop.NextNight);
        JsonElement died = Incidents(shop).EnumerateArray().Single();
        shop.PublishedNight("2026-02-02");

        died.GetProperty("rule").GetString().ShouldBe("run_died");
        died.GetProperty("severity").GetString().ShouldBe("critical");
        Incidents(shop).GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("{ kind: webhook }", "notify.desk is of kind webhook and has no url. Write notify.desk.url.")]
    [InlineData("{ kind: webhook, url: 'example.com' }", "notify.desk.url is no address.")]
    [InlineData("{ kind: smtp, host: h, from: nobody, to: a@example.com }", "notify.desk is of kind smtp and has no from.")]
    [InlineData("{ kind: file, path: p, rules: [feed_stoped] }", "'feed_stoped' is no rule.")]
    public void A_recipient_that_cannot_be_reached_is_refused_before_the_night(string recipient, string words)
    {
        using Shop shop = Shop.Published();
        shop.Configure($"notify:\n  desk: {recipient}\n").RefusesNight(words);
    }

    private static Shop Declared(params string[] recipients)
    {
        Shop shop = Shop.Published();
        shop.Configure("    files: orders/*", "    files: orders/*\n    expected_every_days: 20");
        return recipients.Length == 0 ? shop : shop.Configure($"notify:\n{string.Join('\n', recipients)}\n");
    }

    private static JsonElement Incidents(Shop shop, params string[] options) =>
        JsonDocument.Parse(shop.Run("incidents", ["--json", .. options]).Output).RootElement.GetProperty("incidents");

    private static JsonElement Document(Received request) => JsonDocument.Parse(request.Text).RootElement;

    private static IEnumerable<string?> Events(HttpReceiver hook) => hook.Requests.Select(request => Document(request).GetProperty("event").GetString());

    private static IEnumerable<string> Lines(Shop shop, string recipient) =>
        File.ReadLines(shop.At($"told/{recipient}.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)
            .Select(told => $"{told.GetProperty("event").GetString()} {told.GetProperty("escalation_level").GetInt32()}");
}
