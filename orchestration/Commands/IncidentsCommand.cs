using System.CommandLine;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs.Run;
using Spectre.Console;

namespace Segmentation.Batch.Commands;

/// <summary><c>segbatch incidents</c>: what is wrong and since when. <c>segbatch incidents ack</c>: somebody takes it on.</summary>
internal static class IncidentsCommand
{
    private const int MostShown = 1000;

    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var options = new CommonOptions();
        var all = new Option<bool>("--all") { Description = "Closed ones too." };
        var command = new Command("incidents", "What is wrong, since when, and who was told.") { options.Config, options.Json, all };
        command.SetAction((parsed, _) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            ProjectSession session = options.Open(parsed, clock, terminal);
            Incident[] incidents = session.HasLedger
                ? [.. session.Ledger.Incidents(MostShown).Where(incident => parsed.GetValue(all) || incident.Status != IncidentStatus.Closed)]
                : [];
            IReadOnlyList<OutboxMessage> waiting = session.HasLedger ? session.Ledger.WaitingMessages() : [];
            if (parsed.GetValue(options.Json))
            {
                ResultPrinter.PrintJson(terminal, Document(incidents, waiting));
            }
            else
            {
                Print(terminal, incidents, waiting);
            }

            return ExitCodes.Done;
        })));
        options.Config.Recursive = true;
        command.Add(CreateAcknowledge(terminal, clock, options));
        return command;
    }

    private static Command CreateAcknowledge(Terminal terminal, TimeProvider clock, CommonOptions options)
    {
        var id = new Argument<string>("id") { Description = "The incident's id, as 'segbatch incidents' shows it." };
        var reason = new Option<string>("--reason") { Description = "What is being done about it.", Required = true };
        var command = new Command("ack", "Take an incident on: it is no longer escalated. It closes by itself when its cause is gone.")
        {
            id, reason,
        };
        command.SetAction((parsed, _) => Task.FromResult(ExitCodes.Guard(terminal, () =>
        {
            ProjectSession session = options.Open(parsed, clock, terminal);
            Incident taken = Acknowledge(session, parsed.GetRequiredValue(id), parsed.GetRequiredValue(reason));
            terminal.Result.MarkupLineInterpolated(
                $"[green]Acknowledged[/] {taken.IncidentId} ({taken.Rule} {taken.Subject}) by {taken.Actor}. It is not escalated any more, and closes when its cause is gone.");
            return ExitCodes.Done;
        })));
        return command;
    }

    private static Incident Acknowledge(ProjectSession session, string id, string reason)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            throw new UsageException("--reason is empty. Nothing was changed. Say what is being done about the incident.");
        }

        Incident incident = (session.HasLedger ? session.Ledger.Incidents(int.MaxValue) : []).FirstOrDefault(known => known.IncidentId == id)
            ?? throw new UsageException($"There is no incident {id}. Nothing was changed. 'segbatch incidents' lists them.");
        if (incident.Status == IncidentStatus.Closed)
        {
            throw new UsageException($"Incident {id} was closed {incident.ClosedAt:yyyy-MM-dd HH:mm} UTC. Nothing was changed.");
        }

        Incident taken = incident with { Status = IncidentStatus.Acknowledged, Actor = Environment.UserName, Reason = reason };
        session.Ledger.SaveIncidents([taken], []);
        return taken;
    }

    private static void Print(Terminal terminal, Incident[] incidents, IReadOnlyList<OutboxMessage> waiting)
    {
        if (incidents.Length == 0)
        {
            terminal.Result.WriteLine("No incident is open.");
        }

        foreach (Incident incident in incidents)
        {
            string level = incident.Level > 0 ? $", escalated to level {incident.Level}" : "";
            string taken = incident.Status == IncidentStatus.Acknowledged ? $" by {incident.Actor}: {incident.Reason}" : "";
            terminal.Result.MarkupLineInterpolated(
                $"[bold]{incident.IncidentId}[/]  {incident.Severity.ToString().ToLowerInvariant()}  {incident.Rule} {incident.Subject}  {incident.Status.ToString().ToLowerInvariant()}{taken}");
            terminal.Result.MarkupLineInterpolated(
                $"    [grey]since {incident.OpenedAt:yyyy-MM-dd HH:mm} UTC, seen on {incident.NightCount} {(incident.NightCount == 1 ? "night" : "nights")}{level}[/]");
            terminal.Result.MarkupLineInterpolated($"    {incident.Message}");
        }

        if (waiting.Count > 0)
        {
            terminal.Result.MarkupLineInterpolated(
                $"{waiting.Count} {(waiting.Count == 1 ? "message waits" : "messages wait")} to be delivered to {string.Join(", ", waiting.Select(message => message.Recipient).Distinct().Order())}; the next run tries again.");
        }
    }

    private static object Document(Incident[] incidents, IReadOnlyList<OutboxMessage> waiting) => new
    {
        incidents = incidents.Select(incident => new
        {
            incident_id = incident.IncidentId,
            rule = incident.Rule,
            subject = incident.Subject,
            occurrence = incident.Occurrence,
            status = incident.Status.ToString().ToLowerInvariant(),
            severity = incident.Severity.ToString().ToLowerInvariant(),
            escalation_level = incident.Level,
            message = incident.Message,
            opened_at = incident.OpenedAt,
            last_seen_at = incident.LastSeenAt,
            closed_at = incident.ClosedAt,
            night_count = incident.NightCount,
            run_id = incident.RunId,
            actor = incident.Actor,
            reason = incident.Reason,
        }),
        waiting_messages = waiting.Select(message => new
        {
            message_id = message.MessageId,
            incident_id = message.IncidentId,
            @event = message.Event.ToString().ToLowerInvariant(),
            recipient = message.Recipient,
            attempts = message.Attempts,
            last_error = message.LastError,
        }),
    };
}
