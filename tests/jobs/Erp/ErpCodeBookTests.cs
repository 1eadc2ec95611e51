using CsCheck;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Erp;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Tests.Erp;

/// <summary>Codes are short, stable, and never another segment's.</summary>
public sealed class ErpCodeBookTests
{
    private static readonly DateTimeOffset At = new(2026, 7, 1, 2, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Given_codes_go_first_and_others_are_made_of_the_letters_of_the_segment()
    {
        ErpCategoryConfig tiers = new() { Category = "ZTIER", CodeLength = 2, Codes = new Dictionary<string, string> { ["BRONZE"] = "GO" } };

        Codes(Assign(tiers, ["GOLD", "BRONZE", "GOAL", "SILVER"], [])).ShouldBe(["BRONZE GO", "GOAL GA", "GOLD GL", "SILVER SI"]);
    }

    [Fact]
    public void A_code_that_was_published_stays_also_when_its_segment_is_gone_and_is_not_given_again()
    {
        ErpCategoryConfig tiers = new() { Category = "ZTIER", CodeLength = 1, Alphabet = ErpAlphabet.Upper };
        IReadOnlyList<ErpCode> first = Assign(tiers, ["GOLD"], []);

        IReadOnlyList<ErpCode> second = Assign(tiers, ["GREEN"], first);

        Codes(second).ShouldBe(["GOLD G", "GREEN R"]);
        second[0].AssignedAt.ShouldBe(At);
    }

    [Fact]
    public void A_code_is_not_taken_from_the_segment_that_has_it()
    {
        ErpCategoryConfig tiers = new() { Category = "ZTIER", CodeLength = 2 };
        IReadOnlyList<ErpCode> known = Assign(tiers, ["GOLD"], []);

        Should.Throw<RunRefusedException>(() => Assign(tiers with { Codes = new Dictionary<string, string> { ["NEW"] = "GO" } }, ["GOLD", "NEW"], known))
            .Message.ShouldContain("gives segment NEW the code GO, which is that of segment GOLD since 2026-07-01. A code is never reused.");
        Should.Throw<RunRefusedException>(() => Assign(tiers with { CodeLength = 1 }, ["GOLD"], known))
            .Message.ShouldContain("Code GO of ZTIER is longer than erp.categories.tiers.code_length, which is 1.");
    }

    [Fact]
    public void When_no_code_is_left_the_night_is_refused()
    {
        ErpCategoryConfig tiers = new() { Category = "ZTIER", CodeLength = 1, Alphabet = ErpAlphabet.Digits };
        string[] segments = [.. Enumerable.Range(0, 11).Select(number => $"S{(char)('A' + number)}")];

        Assign(tiers, segments[..10], []).Select(code => code.Code).Order(StringComparer.Ordinal).ShouldBe("0123456789".Select(digit => $"{digit}"));
        Should.Throw<RunRefusedException>(() => Assign(tiers, segments, [])).Message.ShouldContain("No code of 1 characters is left for segment SK of ZTIER: 10 are taken.");
    }

    [Fact]
    public void A_segment_of_another_category_does_not_matter()
    {
        ErpCategoryConfig tiers = new() { Category = "ZTIER", CodeLength = 2 };

        Codes(Assign(tiers, ["GOLD"], [new ErpCode("ZOTHER", "GOOD", "GO", false, At, "r0")])).ShouldBe(["GOLD GO"]);
    }

    /// <summary>
    /// Goal: whatever segments come and go, codes are unique, in their alphabet, short enough, and stay. Method: random nights, each
    /// with the codes of the night before.
    /// </summary>
    [Fact]
    public void Whatever_segments_come_and_go_codes_are_unique_and_stay()
    {
        Gen<string[][]> nights = Gen.Char["ABCDE_1"].Array[1, 6].Select(letters => new string(letters)).Array[0, 12].Array[1, 5];
        nights.Sample(sequence =>
        {
            ErpCategoryConfig tiers = new() { Category = "ZTIER", CodeLength = 2, Alphabet = ErpAlphabet.UpperAlphanumeric };
            IReadOnlyList<ErpCode> known = [];
            foreach (string[] segments in sequence)
            {
                IReadOnlyList<ErpCode> codes = Assign(tiers, segments, known);
                codes.Select(code => code.Code).ShouldBeUnique();
                codes.ShouldAllBe(code => code.Code.Length <= 2 && code.Code.Length > 0 && code.Code.All(char.IsAsciiLetterOrDigit));
                known.Except(codes).ShouldBeEmpty();
                segments.Except(codes.Select(code => code.SegmentCode)).ShouldBeEmpty();
                known = codes;
            }
        }, iter: 200, threads: 1);
    }

    [Theory]
    [InlineData("2026-11-28", "2026-12-30", "codes are frozen from 2026-12-30 to 2027-01-05 (year end)")]
    [InlineData("2027-01-05", "2026-12-01", "codes are frozen from 2026-12-30 to 2027-01-05 (year end)")]
    [InlineData("2027-01-06", "2027-01-06", null)]
    public void Codes_are_frozen_by_the_clock_and_by_the_snapshot(string today, string snapshot, string? reason)
    {
        ErpConfig config = new() { Freeze = [new ErpFreezeConfig { From = "2026-12-30", To = "2027-01-05", Reason = "year end" }] };

        ErpFreeze.FreezeReason(config, Day(today), Day(snapshot), []).ShouldBe(reason);
    }

    [Fact]
    public void Codes_are_frozen_while_a_period_is_signed_by_one_of_two() =>
        ErpFreeze.FreezeReason(new ErpConfig(), Day("2026-07-01"), Day("2026-07-01"), ["2026-06"]).ShouldBe("codes are frozen while period 2026-06 is being closed");

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static IReadOnlyList<ErpCode> Assign(ErpCategoryConfig category, string[] segments, IReadOnlyList<ErpCode> known) => ErpCodeBook.Assign(
        new ErpConfig { Categories = new Dictionary<string, ErpCategoryConfig> { ["tiers"] = category } },
        segments.ToLookup(_ => "tiers"), known, ("r1", At));

    private static IEnumerable<string> Codes(IReadOnlyList<ErpCode> codes) =>
        codes.OrderBy(code => code.SegmentCode, StringComparer.Ordinal).Select(code => $"{code.SegmentCode} {code.Code}");
}
