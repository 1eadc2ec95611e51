using System.Globalization;
using Segmentation.Jobs.Demo;

namespace Segmentation.Jobs.Tests.Demo;

/// <summary>The survey says of every person what the truth says was planted.</summary>
[Collection(DemoCompanyGroup.Name)]
public sealed class DemoSurveyTests(DemoCompanyFixture company)
{
    [Fact]
    public void A_third_answered_and_each_answer_is_counted()
    {
        Dictionary<string, string> owners = Owners();
        Dictionary<string, int> answered = Answers().GroupBy(answer => owners[answer.Record]).ToDictionary(person => person.Key, person => person.Count());
        IReadOnlyList<IReadOnlyDictionary<string, string>> truth = company.Files.Truth("needs");

        truth.Count.ShouldBe(company.Files.Options.Customers);
        foreach (IReadOnlyDictionary<string, string> person in truth)
        {
            answered.GetValueOrDefault(person["person_id"]).ShouldBe(int.Parse(person["answer_count"], CultureInfo.InvariantCulture), person["person_id"]);
        }

        // Four standard deviations of a third of 2,500 draws.
        (truth.Count(person => person["has_answered"] == "true") / (double)truth.Count).ShouldBe(DemoNeeds.AnswerShare / 1000.0, 0.038);
        Answers().ShouldAllBe(answer => answer.Value >= 1 && answer.Value <= 7);
        Answers().Select(answer => (answer.Record, answer.Question)).Distinct().Count().ShouldBe(Answers().Count);
    }

    /// <summary>Goal: the planted loadings are in the answers. Method: a need is one unit high in some segments and one low in the
    /// others, so the difference of mean answers is twice the loading, a little less at the ends of the scale.</summary>
    [Fact]
    public void Answers_follow_the_needs_of_the_planted_segment()
    {
        Dictionary<string, string> owners = Owners();
        Dictionary<string, DemoNeedSegment> segments = company.Files.Truth("needs").ToDictionary(
            person => person["person_id"], person => DemoNeeds.Segments.Single(segment => segment.Name == person["need_segment"]));
        ILookup<string, (DemoNeedSegment Segment, double Value)> answers = Answers().ToLookup(
            answer => answer.Question, answer => (segments[owners[answer.Record]], answer.Value));

        foreach (IReadOnlyDictionary<string, string> planted in company.Files.Truth("loadings"))
        {
            int need = DemoNeeds.Needs.ToList().IndexOf(planted["need"]);
            double loading = double.Parse(planted["loading"], CultureInfo.InvariantCulture);
            // Segments are weighed alike, so that the other needs cancel out.
            double Mean(int sign) => DemoNeeds.Segments.Where(segment => segment.Profile[need] * sign > 0)
                .Average(segment => answers[planted["question"]].Where(answer => answer.Segment == segment).Average(answer => answer.Value));

            ((Mean(1) - Mean(-1)) / 2).ShouldBe(loading, 0.2, $"{planted["question"]} {planted["need"]}");
        }
    }

    [Fact]
    public void Each_group_leans_to_one_segment_but_prospects()
    {
        Dictionary<string, string> groups = company.Files.Truth("customers").ToDictionary(person => person["person_id"], person => person["group"]);
        foreach (IGrouping<string, string> group in company.Files.Truth("needs").GroupBy(person => groups[person["person_id"]], person => person["need_segment"]))
        {
            double largest = group.GroupBy(segment => segment).Max(segment => segment.Count()) / (double)group.Count();

            largest.ShouldBeInRange(group.Key == "prospect" ? 0.25 : 0.4, 0.95, group.Key);
        }

        Enumerable.Range(0, DemoGroups.All.Count).ShouldAllBe(group => DemoNeeds.Segments.Sum(segment => segment.Shares[group]) == 1000);
    }

    private List<(string Record, string Question, double Value)> Answers() =>
    [
        .. company.Files.Lines(SurveyPart.FilePath).Skip(1).Select(line => DemoFiles.Split(line))
            .Select(fields => (fields[0], fields[2], double.Parse(fields[3], CultureInfo.InvariantCulture))),
    ];

    private Dictionary<string, string> Owners() => company.Files.Truth("customers")
        .SelectMany(row => $"{row["crm_ids"]}|{row["shop_ids"]}".Split('|', StringSplitOptions.RemoveEmptyEntries).Select(record => (record, row["person_id"])))
        .ToDictionary();
}
