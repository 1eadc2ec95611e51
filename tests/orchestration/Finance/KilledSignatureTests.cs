using Segmentation.Batch.Tests.Cli;
using Segmentation.Jobs.Run;
using static Segmentation.Batch.Tests.Finance.BookShop;

namespace Segmentation.Batch.Tests.Finance;

/// <summary>Goal: a process that is killed while it signs leaves no signature or a whole one. Method: kill it at every point there is.</summary>
[Collection(nameof(AloneCollection))]
public sealed class KilledSignatureTests
{
    [Fact]
    public void Killed_at_any_point_a_signature_is_there_whole_or_not_at_all()
    {
        using BookShop settled = Published();
        settled.SettleTheBreak();
        string list = settled.Shop.At("points.txt");
        using (BookShop listing = CopyOf(settled))
        {
            Sign(listing, $"list:{list}").ExitCode.ShouldBe(0);
        }

        string[] points = File.ReadAllLines(list);
        points.ShouldContain(point => point.StartsWith("rename 2025-05_r1.parquet: before", StringComparison.Ordinal));
        points.ShouldContain(point => point.StartsWith("ledger Sign: before commit", StringComparison.Ordinal));
        int whole = 0;
        foreach (string point in points)
        {
            using BookShop books = CopyOf(settled);
            Sign(books, point).ExitCode.ShouldNotBe(0, point);

            bool isSigned = books.Does("signoffs", "--json").Contains("\"status\": \"prepared\"", StringComparison.Ordinal);
            whole += isSigned ? 1 : 0;
            if (!isSigned)
            {
                books.Does("sign", Period, "--as", "preparer", "--actor", "ann");
            }

            books.Does("sign", Period, "--as", "reviewer", "--actor", "bob");
            books.Shop.LeftNothingBehind();
        }

        whole.ShouldBeInRange(1, points.Length - 1);
    }

    private static Said Sign(BookShop books, string setting)
    {
        using Segbatch program = Segbatch.StartWith(
            new Dictionary<string, string> { [FaultPoint.Variable] = setting },
            "reconcile", "--config", books.Shop.Folder, "sign", Period, "--as", "preparer", "--actor", "ann");
        return program.End();
    }
}
