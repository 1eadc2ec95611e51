using CsCheck;

namespace Segmentation.Jobs.Tests.Publish;

public class SegmentMembershipTests
{
    private static readonly DateOnly First = new(2026, 1, 1);

    [Fact]
    public void A_customer_who_moves_has_two_stretches_and_the_old_belief_is_kept()
    {
        using var night = new ScratchNight();
        night.Publish(First, 1, Tags(("C1", "A")), ["s"]);
        night.Publish(First.AddDays(7), 2, Tags(("C1", "B")), ["s"]);

        Rows(night).ShouldBe(
        [
            "C1 A 2026-01-01..2026-01-08 believed",
            "C1 A 2026-01-01..9999-12-31 ended",
            "C1 B 2026-01-08..9999-12-31 believed",
        ]);
    }

    [Fact]
    public void A_customer_who_stays_is_not_written_again()
    {
        using var night = new ScratchNight();
        night.Publish(First, 1, Tags(("C1", "A")), ["s"]);
        night.Publish(First.AddDays(1), 2, Tags(("C1", "A")), ["s"]);
        night.Publish(First.AddDays(1), 3, Tags(("C1", "A")), ["s"]);

        Rows(night).ShouldBe(["C1 A 2026-01-01..9999-12-31 believed"]);
    }

    [Fact]
    public void An_old_night_run_again_restates_only_its_own_days()
    {
        using var night = new ScratchNight();
        night.Publish(First, 1, Tags(("C1", "A")), ["s"]);
        night.Publish(First.AddDays(1), 2, Tags(("C1", "A")), ["s"]);
        night.Publish(First.AddDays(2), 3, Tags(("C1", "A")), ["s"]);

        night.Publish(First.AddDays(1), 4, Tags(("C1", "B")), ["s"]);

        night.BelievedOn(First)[("s", "C1")].ShouldBe("A");
        night.BelievedOn(First.AddDays(1))[("s", "C1")].ShouldBe("B");
        night.BelievedOn(First.AddDays(2))[("s", "C1")].ShouldBe("A");
        night.BelievedOn(First.AddDays(1), afterRun: 3)[("s", "C1")].ShouldBe("A", "what was posted stays readable");
    }

    [Fact]
    public void A_scheme_that_is_carried_is_left_alone_and_one_that_is_dropped_ends()
    {
        using var night = new ScratchNight();
        night.Publish(First, 1, Tags(("C1", "A")).Concat(Tags("t", ("C1", "X"))).ToDictionary(), ["s", "t"]);

        night.Publish(First.AddDays(1), 2, Tags(("C1", "A")), ["s"], carried: ["t"]);
        night.BelievedOn(First.AddDays(1)).ShouldContainKey(("t", "C1"));

        night.Publish(First.AddDays(2), 3, Tags(("C1", "A")), ["s"]);
        night.BelievedOn(First.AddDays(1)).ShouldContainKey(("t", "C1"));
        night.BelievedOn(First.AddDays(2)).ShouldNotContainKey(("t", "C1"));
    }

    /// <summary>
    /// Goal: whatever nights are run in whatever order, each snapshot shows the tags last written for it, and every
    /// earlier belief stays readable. Method: random nights over few days, customers and segments, against a dictionary.
    /// </summary>
    [Fact]
    public void Any_sequence_of_nights_and_reruns_leaves_every_belief_readable()
    {
        Gen<(int Day, int[] Codes)[]> nights = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 3].Array[4]).Array[1, 9];
        nights.Sample(
            sequence =>
            {
                using var night = new ScratchNight();
                var believed = new SortedDictionary<int, Dictionary<(string, string), string>>();
                var posted = new List<(int Run, int Day, Dictionary<(string, string), string> Tags)>();
                for (int run = 1; run <= sequence.Length; run++)
                {
                    (int day, int[] codes) = sequence[run - 1];
                    // Code 0: the customer is not there that night.
                    Dictionary<(string, string), string> tags = codes
                        .Select((code, customer) => (Key: ("s", $"C{customer}"), Code: code))
                        .Where(tag => tag.Code > 0).ToDictionary(tag => tag.Key, tag => $"S{tag.Code}");
                    night.Publish(First.AddDays(day), run, tags, ["s"]);
                    believed[day] = tags;
                    posted.Add((run, day, tags));

                    foreach ((int known, Dictionary<(string, string), string> expected) in believed)
                    {
                        night.BelievedOn(First.AddDays(known)).OrderBy(tag => tag.Key).ShouldBe(expected.OrderBy(tag => tag.Key));
                    }
                }

                foreach ((int run, int day, Dictionary<(string, string), string> tags) in posted)
                {
                    night.BelievedOn(First.AddDays(day), run).OrderBy(tag => tag.Key).ShouldBe(tags.OrderBy(tag => tag.Key));
                }
            },
            iter: 40, threads: 1);
    }

    [Fact]
    public void Migration_counts_who_moved_who_entered_and_who_left_with_what_they_spend()
    {
        using var night = new ScratchNight();
        night.Engine.Execute("insert into mart.customer_features values ('C1', 100, 10), ('C2', 50.25, 5), ('C4', 7, 7)", "features");
        night.Publish(First, 1, Tags(("C1", "A"), ("C2", "A"), ("C3", "A")), ["s"]);
        night.Publish(First.AddDays(1), 2, Tags(("C1", "A"), ("C2", "B"), ("C4", "B")), ["s"]);

        night.Engine.Query(
            "select from_segment_code, to_segment_code, customer_count, net_spend_amount from publish.segment_migration order by all",
            "migration", row => $"{row.GetString(0)} {row.GetString(1)} {row.GetInt64(2)} {row.GetDecimal(3):0.00}").ShouldBe(
        [
            "(entered) B 1 7.00",
            "A (left) 1 0.00",
            "A A 1 100.00",
            "A B 1 50.25",
        ]);
    }

    [Fact]
    public void A_night_run_again_for_one_scheme_keeps_the_migration_of_the_others()
    {
        using var night = new ScratchNight();
        Dictionary<(string Scheme, string Customer), string> both = Tags(("C1", "A")).Concat(Tags("t", ("C1", "X"))).ToDictionary();
        night.Publish(First, 1, both, ["s", "t"]);
        night.Publish(First.AddDays(1), 2, both, ["s", "t"]);

        night.Publish(First.AddDays(1), 3, Tags(("C1", "B")), ["s"], carried: ["t"]);

        night.Engine.Query(
            "select scheme, from_segment_code, to_segment_code from publish.segment_migration order by all",
            "migration", row => $"{row.GetString(0)} {row.GetString(1)} {row.GetString(2)}").ShouldBe(["s A B", "t X X"]);
    }

    private static IReadOnlyList<string> Rows(ScratchNight night) =>
        night.Engine.Query(
            "select customer_id, segment_code, valid_from_date, valid_to_date, recorded_to_at from publish.segment_membership order by all",
            "memberships",
            row => $"{row.GetString(0)} {row.GetString(1)} {row.GetFieldValue<DateOnly>(2):yyyy-MM-dd}..{row.GetFieldValue<DateOnly>(3):yyyy-MM-dd} {(row.GetDateTime(4).Year == 9999 ? "believed" : "ended")}");

    private static Dictionary<(string Scheme, string Customer), string> Tags(params (string Customer, string Code)[] tags) => Tags("s", tags);

    private static Dictionary<(string Scheme, string Customer), string> Tags(string scheme, params (string Customer, string Code)[] tags) =>
        tags.ToDictionary(tag => (scheme, tag.Customer), tag => tag.Code);
}
