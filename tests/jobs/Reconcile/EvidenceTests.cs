using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Segmentation.Jobs.Reconcile;

namespace Segmentation.Jobs.Tests.Reconcile;

/// <summary>The same rows have the same hash, and other rows another.</summary>
public sealed class EvidenceTests
{
    private static readonly object?[] One = ["EUR", 10.50m, "KEY", 3L, new DateOnly(2026, 3, 31), true, null];
    private static readonly object?[] Two = ["EUR", -1m, "REST", 1L, new DateOnly(2026, 3, 1), false, "x"];

    /// <summary>Worked by hand: every value with its length in front, an absent one as a dash, the rows in order of their text.</summary>
    [Fact]
    public void The_text_that_is_hashed_is_the_one_that_is_documented()
    {
        const string Text = "t\n3:EUR,7:-1.0000,4:REST,1:1,10:2026-03-01,5:false,1:x,\n3:EUR,7:10.5000,3:KEY,1:3,10:2026-03-31,4:true,-,\n";

        Of(One, Two).Hash.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text))));
    }

    [Fact]
    public void The_order_of_rows_the_zeros_of_amounts_and_the_culture_do_not_matter()
    {
        string hash = Of(One, Two).Hash;
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            other.NumberFormat.NumberDecimalSeparator = ",";
            other.NumberFormat.NegativeSign = "minus";
            CultureInfo.CurrentCulture = other;
            Of(Two, ["EUR", 10.5000m, "KEY", 3L, new DateOnly(2026, 3, 31), true, null]).Hash.ShouldBe(hash);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Whatever_else_differs_is_another_hash()
    {
        string[] hashes =
        [
            Of(One, Two).Hash, Of(One).Hash, Of(One, Two, Two).Hash, Of(One, ["EUR", -1m, "REST", 1L, new DateOnly(2026, 3, 1), false, null]).Hash,
            Of(One, ["EUR", -1m, "REST", 1L, new DateOnly(2026, 3, 1), false, ""]).Hash,
            Of(One, ["EUR", -1.0001m, "REST", 1L, new DateOnly(2026, 3, 1), false, "x"]).Hash,
            Of(One, ["EUR", -1m, "REST,1", 1L, new DateOnly(2026, 3, 1), false, "x"]).Hash,
            Of(One, ["EUR", -1m, "RES", "T1", new DateOnly(2026, 3, 1), false, "x"]).Hash,
        ];

        hashes.Distinct().Count().ShouldBe(hashes.Length);
    }

    [Fact]
    public void What_changed_is_told_in_figures()
    {
        string signed = Of(One).Figures;

        Of(One, Two).ChangesSince(signed).ShouldBe("t in EUR had 1 rows of 10.50 and has 2 of 9.50");
        Of(One, ["USD", 5m]).ChangesSince(signed).ShouldBe("t in USD had 0 rows of 0.00 and has 1 of 5.00");
        Of(["EUR", 10.50m, "REST"]).ChangesSince(signed).ShouldBe("single rows changed, while their number and their sums stayed");
    }

    [Theory]
    [InlineData("2026-03", "", "posted/2026-03_r1.parquet")]
    [InlineData("2026-03", "DE_1", "posted/2026-03_DE%5F1_r1.parquet")]
    [InlineData("2026-03_DE", "1", "posted/2026-03%5FDE_1_r1.parquet")]
    [InlineData("../../etc", "", "posted/%2E%2E%2F%2E%2E%2Fetc_r1.parquet")]
    public void Every_period_and_entity_has_a_file_of_its_own(string period, string entity, string path) =>
        PostedFile.PathOf(period, entity, 1).ShouldBe(path);

    private static Evidence Of(params object?[][] rows) => Evidence.Of([("t", rows)]);
}
