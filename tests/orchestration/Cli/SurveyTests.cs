namespace Segmentation.Batch.Tests.Cli;

/// <summary>A survey that few answered, or whose answers foretell nothing: nobody is put into a segment in silence.</summary>
public sealed class SurveyTests
{
    private const string AnswerHeader = "id,question,answer,answered_at\n";

    private const string Source = """
          survey:
            system: shop
            files: survey/*
            tables:
              survey_answers:
                columns:
                  survey_id: "'wishes'"
                  source_record_id: id
                  question_id: question
                  answer_value: answer
                  answered_at: answered_at
        identity:

        """;

    [Fact]
    public void With_too_few_answers_everybody_is_untyped_and_no_model_is_fitted()
    {
        using Shop shop = Surveyed(respondents: 8, "least_probability: 0");
        string said = shop.PublishedNight(Shop.FirstNight).ToString();

        Count(shop, "segment_code = 'UNTYPED' and state = 'untyped'").ShouldBe(Count(shop, "state not in ('prospect', 'net_negative')"), said);
        Count(shop, "state = 'scored'").ShouldBe("0");
        shop.Read("select count(*) from dim_segment where scheme = 'value' and segment_code = 'UNTYPED'")[0].ShouldBe("0");
    }

    [Fact]
    public void Whoever_answered_has_their_own_segment_and_the_others_are_typed_or_untyped()
    {
        using Shop shop = Surveyed(respondents: 20, "least_probability: 1");
        shop.PublishedNight(Shop.FirstNight);

        Count(shop, "score_detail = 'answered' and state = 'scored'").ShouldBe("20");
        // Two camps answered 1-2 and 6-7; the even numbers want everything.
        shop.Read("select count(distinct segment_code) from customer_segments where scheme = 'wishes' and score_detail = 'answered'")[0].ShouldBe("2");
        Count(shop, "score_detail = 'typed' and segment_code = 'UNTYPED' and next_segment_code like 'K%' and confidence < 1")
            .ShouldBe(Count(shop, "state = 'untyped'"));

        shop.Configure("least_probability: 1", "least_probability: 0").PublishedNight(Shop.NextNight);

        Count(shop, "state = 'untyped'").ShouldBe("0");
        Count(shop, "score_detail = 'typed' and state = 'scored' and confidence >= 0.5").ShouldBe(Count(shop, "score_detail = 'typed'"));
    }

    [Fact]
    public void A_question_that_nobody_answered_is_named()
    {
        using Shop shop = Surveyed(respondents: 20, "least_probability: 0");
        shop.Configure("survey: wishes,", "survey: wishes, questions: [q1, q2, q33],");

        Said said = shop.Night(Shop.FirstNight);

        said.ExitCode.ShouldBe(1, said.ToString());
        said.Errors.ShouldContain("answered question 'q33' of survey wishes with a number.");
        said.Errors.ShouldContain("Answered: q1, q2, q3, q4. The published tables are unchanged. Correct schemes.wishes.needs.questions.");
    }

    private static Shop Surveyed(int respondents, string typing)
    {
        IEnumerable<string> answers = Enumerable.Range(0, respondents).SelectMany(number => Enumerable.Range(1, 4).Select(question =>
            $"C{number:00},q{question},{(number % 2 == 0 ? 6 : 1) + (number / 2 * question + question * question) % 5 % 2},2025-12-01\n"));
        return Shop.Unpublished()
            .Configure("identity:\n", Source)
            .Configure($$"""
                  wishes:
                    kind: needs
                    needs: { survey: wishes, factors: 1, k: 2, fewest_answered: 10, typing: { folds: 2, {{typing}}, features: [{ name: order_count }, { name: net_spend_amount, transform: log1p }] } }

                """)
            .Write("survey/answers.csv", AnswerHeader + string.Concat(answers));
    }

    private static string Count(Shop shop, string where) =>
        shop.Read($"select count(*) from customer_segments where scheme = 'wishes' and {where}")[0];
}
