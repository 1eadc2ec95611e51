using System.Diagnostics;
using System.Security.Cryptography;
using Segmentation.Sql.Engine;

namespace Segmentation.Batch.Tests.Cli;

/// <summary>A warehouse that is full, closed, in use or damaged: the night says so, and readers see what they saw.</summary>
public sealed class WarehouseTests
{
    [Fact]
    public void A_warehouse_that_cannot_be_made_is_refused()
    {
        using Shop shop = Shop.Unpublished().Configure("warehouse: segmentation.yml/below\n");

        shop.RefusesNight("cannot be made: ").Errors.ShouldContain("Nothing was read or published. Make the folder, or set 'warehouse'");
    }

    /// <summary>The tests may run as root, whom no permission stops; an immutable file stops root too.</summary>
    [SkippableFact]
    public void A_raw_folder_that_may_not_be_written_is_refused()
    {
        using Shop shop = Shop.Published();
        string folder = shop.At("warehouse/raw/order_lines");
        SkipUnless(Succeeds("chattr", "+i", folder), "Folders cannot be made immutable here.");
        try
        {
            shop.Write("orders/new.csv", Shop.OrderHeader + "N1,1,C01,2025-12-01,P1,1,2.50,EUR\n");
            shop.RefusesNight("Nothing was loaded; raw and quarantine are as before.");
        }
        finally
        {
            Succeeds("chattr", "-i", folder).ShouldBeTrue();
        }
    }

    /// <summary>Each size stops another part of the night: the ledger, the scratch database, the serving file.</summary>
    [SkippableTheory]
    [InlineData("200k")]
    [InlineData("2m")]
    [InlineData("6m")]
    public void A_full_disk_is_refused(string size)
    {
        using Shop shop = Shop.Unpublished();
        Directory.CreateDirectory(shop.Warehouse);
        SkipUnless(Succeeds("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", shop.Warehouse), "No small disk can be mounted here.");
        try
        {
            Said said = shop.RefusesNight("");
            said.Errors.ShouldMatch("(?i)free disk space");
        }
        finally
        {
            Succeeds("umount", shop.Warehouse).ShouldBeTrue();
        }
    }

    [Fact]
    public void A_second_run_at_the_same_time_is_refused()
    {
        using Shop shop = Shop.Published();
        using var first = new FileStream(shop.At("warehouse/.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

        shop.RefusesNight("Another run is at work in ").Errors.ShouldContain("This run did nothing; the published tables are unchanged.");
    }

    [Fact]
    public void A_reader_keeps_the_night_it_opened_while_the_next_is_published()
    {
        using Shop shop = Shop.Published();
        using DuckDbEngine reader = DuckDbEngine.Open(new DuckDbOptions { Path = shop.ServingFile, IsReadOnly = true, Threads = 1 });

        shop.PublishedNight(Shop.NextNight);

        Newest(reader).ShouldBe(Shop.FirstNight);
        // Another process, since within this one DuckDB gives out the file that the reader has open.
        shop.Run("query", "--format", "csv", "select max(snapshot_date) as day from dim_snapshot").Output.ShouldContain(Shop.NextNight);
    }

    [Fact]
    public void A_program_that_holds_the_file_for_writing_does_not_stop_the_night()
    {
        using Shop shop = Shop.Published();
        using DuckDbEngine holder = DuckDbEngine.Open(new DuckDbOptions { Path = shop.ServingFile, Threads = 1 });

        Said query = shop.Run("query", "select 1");
        shop.PublishedNight(Shop.NextNight);

        query.ExitCode.ShouldBe(1);
        query.Errors.ShouldContain("open for writing, so nobody else may read it.");
        Newest(holder).ShouldBe(Shop.FirstNight);
    }

    [Fact]
    public void A_raw_file_with_one_wrong_byte_is_refused()
    {
        using Shop shop = Shop.Published();
        string part = Directory.GetFiles(shop.At("warehouse/raw/order_lines"), "*.parquet").ShouldHaveSingleItem();
        byte[] bytes = File.ReadAllBytes(part);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(part, bytes);

        shop.RefusesNight("is not what was loaded: its content differs from the hash in the ledger. Nothing was read from it and nothing was changed.");
    }

    [Fact]
    public void A_raw_file_that_is_gone_is_refused()
    {
        using Shop shop = Shop.Published();
        File.Delete(Directory.GetFiles(shop.At("warehouse/raw/order_lines"), "*.parquet").ShouldHaveSingleItem());

        shop.RefusesNight("raw/order_lines/").Errors.ShouldContain("--full-refresh");
    }

    [Fact]
    public void A_damaged_serving_file_is_refused_and_left_alone()
    {
        using Shop shop = Shop.Published();
        Damage(shop.ServingFile);
        shop.Remember();

        shop.RefusesNight("cannot be read: it is damaged or was not written by this program. It is as it was.");
        Said query = shop.Run("query", "select count(*) from customer_segments");

        query.ExitCode.ShouldBe(1, query.ToString());
        query.Errors.ShouldContain("cannot be read: it is damaged or was not written by this program. It is as it was.");
    }

    [Theory]
    [InlineData(0, "file is not a database")]
    [InlineData(4096, "malformed")]
    public void A_damaged_ledger_is_refused(int from, string said)
    {
        using Shop shop = Shop.Published();
        Damage(shop.At("warehouse/ledger.db"), from);

        shop.RefusesNight("ledger.db cannot be ").Errors.ShouldContain(said);
    }

    private static string Newest(DuckDbEngine engine) =>
        engine.Query("select cast(max(snapshot_date) as string) from dim_snapshot", "test", row => row.GetString(0))[0];

    private static void Damage(string path, int from = 0)
    {
        using FileStream stream = File.OpenWrite(path);
        stream.Position = from;
        for (int block = 0; stream.Position < stream.Length; block++)
        {
            stream.Write(SHA512.HashData(BitConverter.GetBytes(block)));
        }
    }

    private static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static void SkipUnless(bool isThere, string reason)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            isThere.ShouldBeTrue(reason);
        }

        Skip.IfNot(isThere, reason);
    }
}
