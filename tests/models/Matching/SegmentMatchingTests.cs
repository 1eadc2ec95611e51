using CsCheck;
using Segmentation.Models.Matching;

namespace Segmentation.Models.Tests.Matching;

public class SegmentMatchingTests
{
    private static readonly SegmentMatchingOptions Defaults = new();

    [Fact]
    public void Kept_split_and_minted_are_worked_by_hand()
    {
        // S01 (10 customers): 8 stay together in cluster 1, 2 go to cluster 0. Kept: 8 / (10 + 9 - 8) = .727.
        // S02 (9): 5 in cluster 2, 4 in cluster 0: a split. Cluster 2 is 5 of 5, 5 / (9 + 5 - 5) = .556: kept.
        // Cluster 0 holds 2 of S01 and 4 of S02: minted, mostly from S02. Cluster 1 also has 1 of S03 (1), which
        // retires.
        int[] old = [.. Repeat(0, 10), .. Repeat(1, 9), 2, -1];
        int[] now = [.. Repeat(1, 8), 0, 0, .. Repeat(2, 5), .. Repeat(0, 4), 1, 0];
        SegmentMatching matching = SegmentMatching.Match(old, now, ["S01", "S02", "S03"], 3, Defaults, ["S07"]);
        matching.Codes.ShouldBe(["S08", "S01", "S02"]);
        matching.SharedCustomers.ShouldBe(20);
        matching.ShareMoved.ShouldBe(7 / 20.0, 1e-12);
        matching.Lineage.ShouldBe(
        [
            new("S01", "S01", LineageKind.Kept, 8, 8 / 11.0, 0.8, 8 / 9.0),
            new("S02", "S02", LineageKind.Kept, 5, 5 / 9.0, 5 / 9.0, 1),
            new("S02", "S08", LineageKind.Minted, 4, 4 / 11.0, 4 / 9.0, 4 / 6.0),
            new("S03", "S01", LineageKind.Retired, 1, 1 / 9.0, 1, 1 / 9.0),
            new("S02", "S02", LineageKind.Split, 5, 5 / 9.0, 5 / 9.0, 1),
            new("S02", "S08", LineageKind.Split, 4, 4 / 11.0, 4 / 9.0, 4 / 6.0),
            new("S01", "S01", LineageKind.Merged, 8, 8 / 11.0, 0.8, 8 / 9.0),
            new("S03", "S01", LineageKind.Merged, 1, 1 / 9.0, 1, 1 / 9.0),
        ]);
    }

    [Fact]
    public void Two_equal_segments_that_merge_leave_neither_code()
    {
        // Each has a coefficient of exactly one half, which is not above it.
        int[] old = [.. Repeat(0, 5), .. Repeat(1, 5)];
        SegmentMatching matching = SegmentMatching.Match(old, new int[10], ["S01", "S02"], 1, Defaults);
        matching.Codes.ShouldBe(["S03"]);
        matching.ShareMoved.ShouldBe(1);
        matching.Lineage.Select(row => (row.FromCode, row.ToCode, row.Kind)).ShouldBe(
        [
            ("S01", "S03", LineageKind.Minted),
            ("S01", "S03", LineageKind.Retired),
            ("S02", "S03", LineageKind.Retired),
            ("S01", "S03", LineageKind.Merged),
            ("S02", "S03", LineageKind.Merged),
        ]);
    }

    [Fact]
    public void Renumbered_clusters_keep_every_code()
    {
        var madeUp = new MadeUp(1);
        int[] old = [.. Enumerable.Range(0, 1000).Select(_ => madeUp.Below(4))];
        int[] renumbered = [2, 0, 3, 1];
        SegmentMatching matching = SegmentMatching.Match(
            old, [.. old.Select(segment => renumbered[segment])], ["A", "B", "C", "D"], 4, Defaults);
        matching.Codes.ShouldBe(["B", "D", "A", "C"]);
        matching.Lineage.ShouldAllBe(row => row.Kind == LineageKind.Kept && row.Jaccard == 1);
        matching.ShareMoved.ShouldBe(0);
    }

    [Fact]
    public void A_first_fit_mints_every_code_and_an_empty_cluster_gets_one_too()
    {
        SegmentMatching matching = SegmentMatching.Match(
            [-1, -1], [0, 1], [], 3, Defaults with { CodePrefix = "B2B-", CodeDigits = 3 });
        matching.Codes.ShouldBe(["B2B-001", "B2B-002", "B2B-003"]);
        matching.Lineage.ShouldAllBe(row => row.Kind == LineageKind.Minted && row.FromCode == null);
        matching.ShareMoved.ShouldBe(double.NaN);
    }

    [Fact]
    public void A_code_is_never_given_twice_and_a_retired_one_never_again()
    {
        Gen.Select(Gen.Select(Gen.Int[-1, 3], Gen.Int[-1, 4]).Array[0, 40], Gen.Double[0, 0.9]).Sample((pairs, keep) =>
        {
            string[] existing = ["S02", "s05", "VIP", "S1"];
            string[] retired = ["S09", "S3", "OLD"];
            SegmentMatching matching = SegmentMatching.Match(
                [.. pairs.Select(pair => pair.Item1)],
                [.. pairs.Select(pair => pair.Item2)],
                existing,
                5,
                Defaults with { KeepJaccard = keep },
                retired);
            matching.Codes.Distinct(StringComparer.OrdinalIgnoreCase).Count().ShouldBe(5);
            matching.Codes.ShouldNotContain(code => retired.Contains(code));

            // Every old code is kept or retired, every new one kept or minted, once.
            matching.Lineage.Where(row => row.Kind is LineageKind.Kept or LineageKind.Retired)
                .Select(row => row.FromCode!).Order().ShouldBe(existing.Order());
            matching.Lineage.Where(row => row.Kind is LineageKind.Kept or LineageKind.Minted)
                .Select(row => row.ToCode!).Order().ShouldBe(matching.Codes.Order());
            matching.Lineage.Where(row => row.Kind == LineageKind.Kept).ShouldAllBe(row => row.Jaccard > keep);
            matching.Codes.Except(existing).ShouldAllBe(code => string.CompareOrdinal(code, "S10") >= 0);
        });
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Should.Throw<ArgumentException>(() => SegmentMatching.Match([0], [0, 0], ["A"], 1, Defaults));
        Should.Throw<ArgumentException>(() => SegmentMatching.Match([1], [0], ["A"], 1, Defaults))
            .Message.ShouldContain("Customer 0");
        Should.Throw<ArgumentException>(() => SegmentMatching.Match([0], [1], ["A"], 1, Defaults));
        Should.Throw<ArgumentException>(() => SegmentMatching.Match([], [], ["A", "a"], 1, Defaults));
        Should.Throw<ArgumentException>(() => SegmentMatching.Match([], [], [" "], 1, Defaults));
        Should.Throw<ArgumentException>(
            () => SegmentMatching.Match([], [], ["A"], 1, Defaults with { KeepJaccard = 1 }));
    }

    private static int[] Repeat(int value, int count) => [.. Enumerable.Repeat(value, count)];
}
