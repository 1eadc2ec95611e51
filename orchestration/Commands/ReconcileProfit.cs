using System.CommandLine;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Shell;
using Segmentation.Jobs.Profit;
using Segmentation.Sql.Engine;

namespace Segmentation.Batch.Commands;

/// <summary>What segments earn: <c>segbatch reconcile profit | movement | plan | concentration</c>.</summary>
internal static class ReconcileProfit
{
    /// <summary>All of them; --config is the parent's.</summary>
    public static IEnumerable<Command> All(Terminal terminal, TimeProvider clock, CommonOptions options)
    {
        var basis = new Option<string>("--basis")
        {
            Description = "Whose segments: today (tonight's) or period_end (those in force at the end of each period).",
            DefaultValueFactory = _ => ProfitQuestion.Today,
        };
        basis.AcceptOnlyFromAmong(ProfitQuestion.Today, ProfitQuestion.PeriodEnd);
        yield return Create(
            "profit", "What every segment earned: revenue, costs that are booked and that are shared out, contribution margin.", [basis],
            (engine, session, question, token) => SegmentProfit.Read(engine, session.Config.Currency, question, token), ProfitPrinter.Print, ProfitPrinter.Document);
        yield return Create(
            "movement", "From one period's net revenue of every segment to the next one's: joiners, leavers, movers, like for like.", [],
            (engine, _, question, token) => SegmentProfit.ReadMovement(engine, question, token), ProfitPrinter.PrintMovement, ProfitPrinter.MovementDocument);
        yield return Create(
            "plan", "What every segment was planned to bring beside what it brought.", [],
            (engine, _, question, token) => SegmentProfit.ReadPlan(engine, question, token), ProfitPrinter.PrintPlan, ProfitPrinter.PlanDocument);
        yield return Create(
            "concentration", "How much of each fiscal year rests on few customers and few segments.", [],
            (engine, _, question, token) => SegmentProfit.ReadConcentration(engine, question, token), ProfitPrinter.PrintConcentration, ProfitPrinter.ConcentrationDocument);

        Command Create<T>(
            string name, string description, Option[] own, Func<DuckDbEngine, ProjectSession, ProfitQuestion, CancellationToken, T> read,
            Action<Terminal, T> print, Func<T, object> document)
        {
            var period = new Option<string?>("--period") { Description = "One fiscal period, such as 2026-01. Default: all." };
            var scheme = new Option<string?>("--scheme") { Description = "Scheme whose segments are told. Default: the first by name." };
            var json = new Option<bool>("--json") { Description = "Print one JSON document on standard output." };
            var command = new Command(name, description) { period, scheme, json };
            foreach (Option option in own)
            {
                command.Add(option);
            }

            command.SetAction((parsed, cancellationToken) => Task.FromResult(ExitCodes.Guard(terminal, () =>
            {
                ProjectSession session = options.Open(parsed, clock, terminal);
                using DuckDbEngine engine = session.OpenLive(SegmentProfit.Table);
                var question = new ProfitQuestion(
                    parsed.GetValue(scheme), parsed.GetValue(period), own.Contains(basis) ? parsed.GetRequiredValue(basis) : ProfitQuestion.Today);
                T answer = read(engine, session, question, cancellationToken);
                if (parsed.GetValue(json))
                {
                    ResultPrinter.PrintJson(terminal, document(answer));
                }
                else
                {
                    print(terminal, answer);
                }

                return ExitCodes.Done;
            })));
            return command;
        }
    }
}
