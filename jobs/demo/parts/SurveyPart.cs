using System.Globalization;

namespace Segmentation.Jobs.Demo;

/// <summary>A survey of needs that a third of the people answered: <c>survey/answers.csv.gz</c>, one row per question, and what
/// was planted: <c>truth/needs.csv</c>, <c>truth/loadings.csv</c>.</summary>
/// <remarks>Draws from streams of its own. An answer is 4, moved by the person's needs and by chance, from 1 to 7.</remarks>
public sealed class SurveyPart : IDemoPart
{
    public const string FilePath = "survey/answers.csv.gz";

    private const int LeftOutShare = 3;

    public void Write(DemoWorld world, DemoFolder folder, CancellationToken cancellationToken)
    {
        using DemoCsvWriter csv = folder.OpenCsv(FilePath, ["record_id", "survey", "question", "answer", "answered_at"]);
        using DemoCsvWriter truth = folder.OpenCsv("truth/needs.csv", ["person_id", "need_segment", "has_answered", "answer_count", "answered_at"]);
        DemoStream answers = world.Stream("survey", "answers");
        foreach (DemoPerson person in world.AllPeople())
        {
            cancellationToken.ThrowIfCancellationRequested();
            int segment = DemoNeeds.SegmentOf(world, person);
            DemoRandom random = answers.For(person.Index);
            bool hasAnswered = random.Chance(DemoNeeds.AnswerShare);
            string at = hasAnswered ? AnsweredAt(world, person, ref random) : "";
            int count = hasAnswered ? WriteAnswers(world, csv, person, segment, at, ref random) : 0;
            truth.Text(PeopleTruthPart.PersonId(person.Index)).Text(DemoNeeds.Segments[segment].Name).Flag(hasAnswered).Whole(count).Text(at).EndRow();
        }

        folder.Deliver(new DemoFile(FilePath, "survey_answers", "full", world.SnapshotDates[0], csv.RowCount, 0));
        WriteLoadings(folder);
    }

    private static void WriteLoadings(DemoFolder folder)
    {
        using DemoCsvWriter csv = folder.OpenCsv("truth/loadings.csv", ["question", "need", "loading", "text"]);
        foreach (DemoQuestion question in DemoNeeds.Questions)
        {
            for (int need = 0; need < DemoNeeds.Needs.Count; need++)
            {
                csv.Text(question.Id).Text(DemoNeeds.Needs[need]).Scaled(question.Loadings[need]).Text(question.Text).EndRow();
            }
        }
    }

    /// <summary>In the two months before the first night, or a few days after the person's record was made.</summary>
    private static string AnsweredAt(DemoWorld world, in DemoPerson person, ref DemoRandom random)
    {
        DateOnly made = world.RecordDate(person, System(person), 0).AddDays(1);
        DateOnly day = world.SnapshotDates[0].AddDays(-random.Between(1, 60));
        day = day > made ? day : made;
        return day.ToDateTime(new TimeOnly(random.Between(8, 21), random.Below(60))).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    private static int WriteAnswers(DemoWorld world, DemoCsvWriter csv, in DemoPerson person, int segment, string at, ref DemoRandom random)
    {
        string record = world.Contacts.RecordId(System(person), person.Index, 0);
        IReadOnlyList<int> profile = DemoNeeds.Segments[segment].Profile;
        Span<int> needs = stackalloc int[DemoNeeds.Needs.Count];
        for (int need = 0; need < needs.Length; need++)
        {
            needs[need] = profile[need] + Spread(40, ref random);
        }

        int count = 0;
        foreach (DemoQuestion question in DemoNeeds.Questions)
        {
            int moved = 0;
            for (int need = 0; need < needs.Length; need++)
            {
                moved += question.Loadings[need] * needs[need];
            }

            // Hundredths of hundredths; rounded to the nearest whole answer, halves up.
            int answer = Math.Clamp(((400_00 + moved + (100 * Spread(70, ref random)) + 50_00) / 100_00), 1, 7);
            if (!random.Chance(LeftOutShare))
            {
                csv.Text(record).Text(DemoNeeds.Survey).Text(question.Id).Whole(answer).Text(at).EndRow();
                count++;
            }
        }

        return count;
    }

    private static DemoSystem System(in DemoPerson person) => person.InShop ? DemoSystem.Shop : DemoSystem.Crm;

    /// <summary>About normal with mean 0: the sum of twelve even draws has a variance of one in their width (Irwin and Hall).</summary>
    private static int Spread(int deviation, ref DemoRandom random)
    {
        int sum = 0;
        for (int draw = 0; draw < 12; draw++)
        {
            sum += random.Between(-500, 500);
        }

        return sum * deviation / 1000;
    }
}
