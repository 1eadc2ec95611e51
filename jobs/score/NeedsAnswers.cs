using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Fit;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Score;

/// <summary>A survey's answers of the customers who can be scored tonight.</summary>
/// <remarks>scores.cluster_customers are all customers with their state, scores.cluster_rows those who answered enough,
/// scores.needs_others those who did not.</remarks>
internal static class NeedsAnswers
{
    /// <summary>Makes scores.cluster_customers and scores.needs_answers.</summary>
    public static void Create(SchemeRun scheme, CancellationToken cancellationToken)
    {
        Execute(scheme, $"create or replace table scores.cluster_customers as {SegmentStates.CustomersWithState(scheme.Config.States)}", cancellationToken);
        Execute(
            scheme,
            $"""
            create or replace table scores.needs_answers as
            select
                customers.customer_id,
                answers.question_id,
                cast(answers.answer_value as double) as answer_value
            from scores.cluster_customers as customers
            inner join intermediate.int_customer_survey_answers__latest as answers
                on answers.customer_id = customers.customer_id
            where customers.state = 'scored'
                and answers.survey_id = {SqlText.Literal(scheme.Config.Needs.Survey)}
            """,
            cancellationToken);
    }

    /// <summary>The questions of a new fit: those of the configuration, or all that were answered in numbers.</summary>
    /// <exception cref="RunRefusedException">A question of the configuration was never answered, though others were.</exception>
    public static string[] Questions(SchemeRun scheme, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> answered = scheme.Context.Engine.Query(
            "select distinct question_id from scores.needs_answers order by question_id",
            $"questions of scheme {scheme.Name}", row => row.GetString(0), null, cancellationToken);
        IReadOnlyList<string> asked = scheme.Config.Needs.Questions;
        if (asked.FirstOrDefault(question => answered.Count > 0 && !answered.Contains(question)) is { } unknown)
        {
            string nearest = NearestWord.Find(unknown, answered) is { } word ? $" Did you mean '{word}'?" : "";
            throw new RunRefusedException(
                $"Scheme {scheme.Name}: no customer who can be scored on {scheme.Context.Run.SnapshotDate:yyyy-MM-dd} answered question '{unknown}' of survey {scheme.Config.Needs.Survey} with a number.{nearest} Answered: {string.Join(", ", answered)}. The published tables are unchanged. Correct schemes.{scheme.Name}.needs.questions.");
        }

        return asked.Count > 0 ? [.. asked] : [.. answered];
    }

    /// <summary>Makes scores.cluster_rows and scores.needs_others, and reads the answers.</summary>
    public static NeedsData Read(SchemeRun scheme, string[] questions, CancellationToken cancellationToken)
    {
        NeedsConfig config = scheme.Config.Needs;
        int needed = config.Missing == NeedsMissing.Drop ? questions.Length : (questions.Length + 1) / 2;
        string list = questions.Length == 0 ? "null" : string.Join(", ", questions.Select(SqlText.Literal));
        Execute(
            scheme,
            $"""
            create or replace table scores.cluster_rows as
            select
                cast(row_number() over (order by customer_id) - 1 as int) as row_index,
                customer_id
            from scores.needs_answers
            where question_id in ({list})
            group by customer_id
            having count(*) >= {needed};
            create or replace table scores.needs_others as
            select
                cast(row_number() over (order by customers.customer_id) - 1 as int) as row_index,
                customers.customer_id
            from scores.cluster_customers as customers
            left join scores.cluster_rows
                on cluster_rows.customer_id = customers.customer_id
            where customers.state = 'scored'
                and cluster_rows.customer_id is null
            """,
            cancellationToken);
        int rowCount = Count(scheme, "cluster_rows", cancellationToken);
        double[][] answers = Answers(scheme, questions, rowCount, cancellationToken);
        string[] features = [.. config.Typing.Features.Select(feature => feature.Name)];
        double[][] columns = ClusterRows.Read(scheme, [.. features, "net_spend_amount"], rowCount, cancellationToken);
        return new NeedsData(questions, answers, columns[^1], columns[..^1]);
    }

    /// <summary>Raw typing features of those who did not answer, one array per feature.</summary>
    public static double[][] OthersBehaviour(SchemeRun scheme, IReadOnlyList<string> features, CancellationToken cancellationToken) =>
        ClusterRows.Read(scheme, features, Count(scheme, "needs_others", cancellationToken), cancellationToken, "needs_others");

    public static int Count(SchemeRun scheme, string table, CancellationToken cancellationToken) =>
        scheme.Context.Engine.Scalar<int>($"select cast(count(*) as int) from scores.{table}", $"scheme {scheme.Name}", null, cancellationToken);

    private static double[][] Answers(SchemeRun scheme, string[] questions, int rowCount, CancellationToken cancellationToken)
    {
        double[][] answers = [.. Enumerable.Range(0, rowCount).Select(_ => Enumerable.Repeat(double.NaN, questions.Length).ToArray())];
        Dictionary<string, int> places = questions.Select((question, place) => (question, place)).ToDictionary(pair => pair.question, pair => pair.place);
        IReadOnlyList<(int Row, string Question, double Value)> given = scheme.Context.Engine.Query(
            """
            select
                cluster_rows.row_index,
                answers.question_id,
                answers.answer_value
            from scores.needs_answers as answers
            inner join scores.cluster_rows
                on cluster_rows.customer_id = answers.customer_id
            """,
            $"answers of scheme {scheme.Name}", row => (row.GetInt32(0), row.GetString(1), row.GetDouble(2)), null, cancellationToken);
        foreach ((int row, string question, double value) in given)
        {
            if (places.TryGetValue(question, out int place))
            {
                answers[row][place] = value;
            }
        }

        return answers;
    }

    private static void Execute(SchemeRun scheme, string sql, CancellationToken cancellationToken) =>
        scheme.Context.Engine.Execute(sql, $"scheme {scheme.Name}", null, cancellationToken);
}
