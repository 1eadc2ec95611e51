using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Monitor;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Tests.Monitor;

/// <summary>The life of an incident, night after night, as the ledger would see it.</summary>
public sealed class IncidentBookTests
{
    private static readonly DateTimeOffset FirstNight = new(2026, 1, 1, 2, 0, 0, TimeSpan.Zero);
    private readonly Dictionary<(string Rule, string Subject), Incident> ledger = [];
    private readonly EscalationConfig escalation = new() { AfterNights = 3, AfterHours = 1000, Levels = 2 };

    [Fact]
    public void An_incident_opens_once_and_keeps_its_id_while_it_lasts()
    {
        IncidentChange opened = Night(1, Bad("shop")).ShouldHaveSingleItem();
        IncidentChange again = Night(2, Bad("shop")).ShouldHaveSingleItem();

        opened.Event.ShouldBe(IncidentEvent.Opened);
        again.Event.ShouldBeNull();
        again.Incident.IncidentId.ShouldBe(opened.Incident.IncidentId);
        again.Incident.OpenedAt.ShouldBe(FirstNight);
        again.Incident.LastSeenAt.ShouldBe(FirstNight.AddDays(1));
        again.Incident.NightCount.ShouldBe(2);
    }

    [Fact]
    public void Looking_twice_in_one_run_counts_as_one_night()
    {
        Night(1, Bad("shop"));
        Night(1, Bad("shop"));

        Of("shop").NightCount.ShouldBe(1);
    }

    [Fact]
    public void It_closes_by_itself_and_comes_back_as_a_new_occurrence()
    {
        Night(1, Bad("shop"));
        IncidentChange closed = Night(2, Good("shop")).ShouldHaveSingleItem();
        Night(3, Good("shop")).ShouldBeEmpty();
        IncidentChange reopened = Night(4, Bad("shop")).ShouldHaveSingleItem();

        closed.Event.ShouldBe(IncidentEvent.Closed);
        closed.Incident.ClosedAt.ShouldBe(FirstNight.AddDays(1));
        reopened.Event.ShouldBe(IncidentEvent.Opened);
        reopened.Incident.Occurrence.ShouldBe(2);
        reopened.Incident.IncidentId.ShouldNotBe(closed.Incident.IncidentId);
    }

    [Fact]
    public void A_subject_that_is_gone_closes_only_when_the_rule_looked_at_all()
    {
        Night(1, Bad("shop"));

        Night(2, new RuleVerdict("feed_stopped", false, [])).ShouldBeEmpty();
        Night(3, new RuleVerdict("feed_stopped", true, [])).ShouldHaveSingleItem().Event.ShouldBe(IncidentEvent.Closed);
    }

    [Fact]
    public void It_is_escalated_every_three_nights_up_to_the_highest_level()
    {
        List<int> escalatedOn = [];
        for (int night = 1; night <= 12; night++)
        {
            if (Night(night, Bad("shop")).Single().Event == IncidentEvent.Escalated)
            {
                escalatedOn.Add(night);
            }
        }

        escalatedOn.ShouldBe([4, 7]);
        Of("shop").Level.ShouldBe(2);
    }

    [Fact]
    public void Hours_escalate_too_when_no_night_can_look()
    {
        Night(1, Bad("shop"));

        IncidentBook.Carry([.. ledger.Values], [], "r9", FirstNight.AddHours(999), escalation).ShouldBeEmpty();
        IncidentBook.Carry([.. ledger.Values], [], "r9", FirstNight.AddHours(1000), escalation)
            .ShouldHaveSingleItem().Event.ShouldBe(IncidentEvent.Escalated);
    }

    [Fact]
    public void What_somebody_took_on_is_not_escalated_but_told_when_it_gets_worse()
    {
        Night(1, Bad("shop"));
        ledger[("feed_stopped", "shop")] = Of("shop") with { Status = IncidentStatus.Acknowledged };

        for (int night = 2; night <= 9; night++)
        {
            Night(night, Bad("shop")).Single().Event.ShouldBeNull();
        }

        IncidentChange worse = Night(10, Bad("shop", Severity.Critical)).Single();
        worse.Event.ShouldBe(IncidentEvent.Escalated);
        worse.Incident.Severity.ShouldBe(Severity.Critical);
        Night(11, Bad("shop")).Single().Incident.Severity.ShouldBe(Severity.Critical, "its worst stands until it closes");
    }

    [Fact]
    public void Recipients_are_told_by_severity_rule_and_level_and_never_of_a_night_that_merely_lasts()
    {
        var recipients = new Dictionary<string, NotifyConfig>
        {
            ["desk"] = new() { Kind = NotifyKind.File },
            ["lead"] = new() { Kind = NotifyKind.File, Level = 1 },
            ["books"] = new() { Kind = NotifyKind.File, Rules = ["audit_failed"] },
            ["pager"] = new() { Kind = NotifyKind.File, MinimumSeverity = Severity.Critical },
        };
        var told = new List<string>();
        for (int night = 1; night <= 5; night++)
        {
            foreach (IncidentChange change in Night(night, night < 5 ? Bad("shop") : Good("shop")))
            {
                told.AddRange(Recipients.Messages(recipients, change, FirstNight).Select(message => $"{night} {message.Event} {message.Recipient}"));
            }
        }

        told.ShouldBe(["1 Opened desk", "4 Escalated desk", "4 Escalated lead", "5 Closed desk", "5 Closed lead"]);
    }

    [Fact]
    public void A_message_has_the_same_id_however_often_it_is_written()
    {
        var recipients = new Dictionary<string, NotifyConfig> { ["a"] = new(), ["b"] = new() };
        IncidentChange opened = Night(1, Bad("shop")).Single();

        string[] first = [.. Recipients.Messages(recipients, opened, FirstNight).Select(message => message.MessageId)];
        string[] second = [.. Recipients.Messages(recipients, opened, FirstNight.AddDays(3)).Select(message => message.MessageId)];

        second.ShouldBe(first);
        first.Distinct().Count().ShouldBe(2);
    }

    private static RuleVerdict Bad(string subject, Severity severity = Severity.Warning) =>
        new("feed_stopped", true, [new RuleReading(subject, true, severity, "it stopped")]);

    private static RuleVerdict Good(string subject) => new("feed_stopped", true, [RuleReading.Good(subject)]);

    private Incident Of(string subject) => ledger[("feed_stopped", subject)];

    private IReadOnlyList<IncidentChange> Night(int number, RuleVerdict verdict)
    {
        IReadOnlyList<IncidentChange> changes =
            IncidentBook.Carry([.. ledger.Values], [verdict], $"r{number:00}", FirstNight.AddDays(number - 1), escalation);
        foreach (IncidentChange change in changes)
        {
            ledger[(change.Incident.Rule, change.Incident.Subject)] = change.Incident;
        }

        return changes;
    }
}
