using System.Globalization;
using Segmentation.Jobs.Run;
using static Segmentation.Batch.Tests.Ledger.LedgerRecords;

namespace Segmentation.Batch.Tests.Ledger;

/// <summary>What every ledger promises, whatever database it is in.</summary>
public abstract class LedgerTests
{
    /// <summary>Opens the test's ledger, as another process would: what a test reads over a second opening was really kept.</summary>
    protected abstract ILedger Open();

    /// <summary>Does what somebody with access to the database could do.</summary>
    protected abstract void Tamper(string sql);

    [SkippableFact]
    public void A_run_is_kept_to_the_millisecond_and_its_end_replaces_its_beginning()
    {
        Open().StartRun(Run("r1"));
        RunRow started = Open().Runs(9).ShouldHaveSingleItem();
        Open().FinishRun(FullRun("r1"));

        started.ShouldBe(Run("r1"));
        Open().Runs(9).ShouldHaveSingleItem().ShouldBe(FullRun("r1"));
    }

    [SkippableFact]
    public void Runs_come_newest_first_and_no_more_than_asked()
    {
        ILedger ledger = Open();
        foreach ((string id, int hour) in new[] { ("r2", 1), ("R1", 2), ("r1", 2), ("r0", 0) })
        {
            ledger.StartRun(Run(id, Noon.AddHours(hour)));
        }

        // Of one instant the larger id is first, by its bytes: capitals are smaller.
        Open().Runs(3).Select(run => run.RunId).ShouldBe(["r1", "R1", "r2"]);
    }

    [SkippableFact]
    public void A_step_is_replaced_by_its_end_and_steps_come_run_by_run_in_order()
    {
        ILedger ledger = Open();
        ledger.StartRun(Run("r1"));
        StepRow done = Step("r1", 2) with
        {
            FinishedAt = Noon.AddSeconds(1),
            Status = RunStatus.Done,
            RowCount = 5_000_000_000,
            Cost = new StepCost(1000, 0, 6_000_000_000, 0, null),
            Summary = "50 %",
        };
        ledger.SaveStep(Step("r1", 10));
        ledger.SaveStep(Step("r1", 2));
        ledger.SaveStep(done);
        ledger.SaveStep(Step("of another run", 1));

        Open().Steps(1).ShouldBe([done, Step("r1", 10)]);
    }

    [SkippableTheory]
    [InlineData("0")]
    [InlineData("1.50")]
    [InlineData("-79228162514264337593543950335")]
    [InlineData("0.0000000000000000000000000001")]
    public void Audited_values_are_kept_digit_by_digit(string value)
    {
        decimal measured = decimal.Parse(value, CultureInfo.InvariantCulture);
        ILedger ledger = Open();
        ledger.StartRun(Run("r1"));
        var audit = new AuditResult("shares_sum_to_one", "publish.customer_segments", "Shares sum to one.", true, measured, 0.10m);
        ledger.SaveAuditResults("r1", new DateOnly(2024, 2, 29), [audit with { MeasuredValue = 9 }, audit with { Audit = "b", IsBlocking = false }]);
        ledger.SaveAuditResults("r1", new DateOnly(2024, 2, 29), [audit]);

        RunAudit[] kept = [.. Open().AuditResults(1)];

        kept.Select(row => row.Result).ShouldBe([audit with { Audit = "b", IsBlocking = false }, audit]);
        kept.ShouldAllBe(row => row.SnapshotDate == new DateOnly(2024, 2, 29) && row.RunId == "r1");
        kept[1].Result.MeasuredValue.ToString(CultureInfo.InvariantCulture).ShouldBe(value);
        kept[1].Result.Threshold.ToString(CultureInfo.InvariantCulture).ShouldBe("0.10");
    }

    [SkippableFact]
    public void The_newest_model_on_or_before_the_day_that_was_not_refused_is_found()
    {
        DateOnly day = new(2026, 1, 31);
        ILedger ledger = Open();
        ledger.SaveModel(Model("m-old", day.AddDays(-2)), "r1", Noon);
        ledger.SaveModel(Model("m-b", day), "r1", Noon);
        ledger.SaveModel(Model("m-a", day), "r1", Noon);
        ledger.SaveModel(Model("m-refused", day, isRefused: true), "r1", Noon.AddHours(1));
        ledger.SaveModel(Model("m-later", day.AddDays(1)), "r1", Noon);

        Open().FindModel("value", "d0", day).ShouldBe(Model("m-a", day), "of equals the smaller name");
        Open().FindModel("value", "d0", day.AddDays(-1)).ShouldBe(Model("m-old", day.AddDays(-2)));
        Open().FindModel("value", "d0", day.AddDays(-3)).ShouldBeNull();
        Open().FindModel("value", "another definition", day).ShouldBeNull();
        Open().FindModel("m-refused").ShouldBe(Model("m-refused", day, isRefused: true));
        Open().FindModel("m-unknown").ShouldBeNull();

        ledger.SaveModel(Model("m-b", day) with { Body = "{}" }, "r2", Noon.AddHours(2));
        Open().FindModel("value", "d0", day).ShouldBe(Model("m-b", day) with { Body = "{}" }, "fitted later");
    }

    [SkippableFact]
    public void A_publication_is_kept_with_its_schemes_and_dropped_once()
    {
        ILedger ledger = Open();
        Publication second = Publication("r2", 1) with { BasedOnRunId = "r1" };
        ledger.SavePublication(Publication("r1"), [new PublishedScheme("value", "d0", null)]);
        ledger.SavePublication(second, []);
        ledger.SavePublication(second, [new PublishedScheme("value", "d1", "m-a"), new PublishedScheme("policy", "d2", null)]);
        ledger.DropPublication("r1", Noon.AddDays(1));
        ledger.DropPublication("r1", Noon.AddDays(2));

        Open().Publications(9).ShouldBe([second, Publication("r1") with { DroppedAt = Noon.AddDays(1) }]);
        Open().PublishedSchemes("r2").ShouldBe([new PublishedScheme("policy", "d2", null), new PublishedScheme("value", "d1", "m-a")]);
    }

    [SkippableFact]
    public void Totals_are_of_live_files_only_and_a_forgotten_load_is_gone()
    {
        ILedger ledger = Open();
        ledger.RecordLoad(Load("l1", "orders/a.csv", 1.50m));
        ledger.RecordLoad(Load("l2", "orders/a.csv", -0.0001m, File("l1", "orders/a.csv")));

        Open().Files().ShouldBe([File("l1", "orders/a.csv", isLive: false), File("l2", "orders/a.csv")]);
        Open().LiveTotals().ShouldBe([Total("l2", "orders/a.csv", -0.0001m)]);
        Open().Parts().Select(part => (part.LoadId, part.IsQuarantine)).ShouldBe([("l1", true), ("l2", true)]);

        ledger.ForgetLoads();
        (Open().Files().Count + Open().Parts().Count + Open().LiveTotals().Count).ShouldBe(0);
        ledger.RecordLoad(Load("l1", "orders/a.csv", 1.50m));
        Open().LiveTotals().ShouldBe([Total("l1", "orders/a.csv", 1.50m)]);
    }

    [SkippableFact]
    public void Watermarks_come_with_their_load_or_not_at_all_and_the_last_one_holds()
    {
        ILedger ledger = Open();
        var mark = new SourceWatermark("erp", "l1", "2026-01-05 08:00:00.123456+00", "basis", 5_000_000_000, Noon, Noon);
        Load load = Load("l1", "orders/a.csv", 1) with { Watermarks = [mark] };

        Should.Throw<RunRefusedException>(() => ledger.RecordLoad(load with { Totals = [load.Totals[0], load.Totals[0]] }));
        Open().Watermarks().ShouldBeEmpty();

        ledger.RecordLoad(load);
        Open().Watermarks().ShouldBe([mark]);

        SourceWatermark later = mark with { LoadId = "r2", Mark = null, RowCount = 0, ReadAt = Noon.AddDays(1) };
        ledger.RecordWatermarks([later]);
        Open().Watermarks().ShouldBe([later]);
        ledger.ForgetLoads();
        Open().Watermarks().ShouldBeEmpty();
    }

    [SkippableFact]
    public void A_load_is_recorded_whole_or_not_at_all()
    {
        ILedger ledger = Open();
        Load load = Load("l1", "orders/a.csv", 1);

        Should.Throw<RunRefusedException>(() => ledger.RecordLoad(load with { Totals = [load.Totals[0], load.Totals[0]] }));

        (Open().Files().Count + Open().Parts().Count + Open().LiveTotals().Count).ShouldBe(0);
        ledger.RecordLoad(load);
    }

    [SkippableFact]
    public void A_promotion_is_numbered_moved_and_ended_once_and_is_in_the_change_log()
    {
        ILedger ledger = Open();
        using ILease lease = ledger.TakeLease("r1");
        Promotion first = ledger.IntendPromotion(Intent("r1"), lease);
        var move = new TargetMove(first.Number, "file", "r1", Noon.AddMilliseconds(7));
        ledger.RecordMove(move);
        ledger.RecordMove(move with { MovedAt = Noon.AddDays(1) });
        ledger.EndPromotion(first.Number, PromotionStatus.Done, Noon.AddSeconds(1));
        ledger.EndPromotion(first.Number, PromotionStatus.Abandoned, Noon.AddSeconds(2));
        Promotion second = ledger.IntendPromotion(
            Intent("r0", "r1") with { Kind = PromotionKind.Rollback, Reason = "too large" }, lease);

        first.ShouldBe(new Promotion(1, "r1", null, PromotionKind.Promote, "tester", null, Noon, lease.Token, PromotionStatus.Intended, null));
        Open().Promotions(9).ShouldBe([second, first with { Status = PromotionStatus.Done, DoneAt = Noon.AddSeconds(1) }]);
        Open().Promotions(1).ShouldBe([second]);
        Open().Moves(9).ShouldBe([move]);
        Open().Changes().Select(change => (change.Kind, change.Subject)).ShouldBe([("promote", "r1"), ("rollback", "r0")]);
        ChangeChain.FirstBroken(Open().Changes()).ShouldBeNull();
    }

    [SkippableFact]
    public void A_later_lease_has_a_larger_token_and_the_earlier_one_promotes_nothing()
    {
        ILedger ledger = Open();
        ILease first = ledger.TakeLease("r1");
        first.Dispose();
        using ILease second = Open().TakeLease("r2");

        second.Token.ShouldBeGreaterThan(first.Token);
        Should.Throw<RunRefusedException>(() => ledger.IntendPromotion(Intent("r1"), first)).Message.ShouldContain("it lost its lease to r2");
        Open().Promotions(9).ShouldBeEmpty();
        Open().Changes().ShouldBeEmpty();
        ledger.IntendPromotion(Intent("r2"), second).Number.ShouldBe(1);
    }

    [SkippableTheory]
    [InlineData("update change_log set subject = 'another' where number = 2", 2)]
    [InlineData("update change_log set changed_at = '2026-01-01 00:00:00.000' where number = 3", 3)]
    [InlineData("delete from change_log where number = 1", 1)]
    [InlineData("delete from change_log where number = 2", 2)]
    [InlineData("update change_log set hash = previous_hash where number = 1", 1)]
    public void A_change_log_that_was_tampered_with_is_found_out(string tampering, long broken)
    {
        ILedger ledger = Open();
        foreach (string subject in new[] { "a", "b", "c" })
        {
            ledger.AppendChange(Entry(subject));
        }

        ChangeChain.FirstBroken(Open().Changes()).ShouldBeNull();
        Tamper(tampering);

        ChangeChain.FirstBroken(Open().Changes()).ShouldBe(broken);
    }

    /// <summary>Eight writers at once, each over an opening of its own.</summary>
    [SkippableFact]
    public async Task Changes_appended_at_once_are_numbered_without_gaps_in_one_chain()
    {
        const int Writers = 8;
        const int Each = 10;
        Open();

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Factory.StartNew(
            () =>
            {
                ILedger ledger = Open();
                for (int change = 0; change < Each; change++)
                {
                    ledger.AppendChange(Entry($"{writer}-{change}"));
                }
            },
            TaskCreationOptions.LongRunning)));

        IReadOnlyList<Change> changes = Open().Changes();
        changes.Select(change => change.Number).ShouldBe(Enumerable.Range(1, Writers * Each).Select(number => (long)number));
        changes.Select(change => change.Subject).Distinct().Count().ShouldBe(Writers * Each);
        ChangeChain.FirstBroken(changes).ShouldBeNull();
    }

    [SkippableFact]
    public void A_configuration_is_kept_once_under_its_hash()
    {
        ILedger ledger = Open();
        ledger.KeepConfiguration("c0", "company: A", Noon, "tester");
        Should.NotThrow(() => ledger.KeepConfiguration("c0", "company: B", Noon.AddDays(1), "another"));

        Tamper("insert into configurations (config_hash, body, first_seen_at, actor) select 'copy', body, first_seen_at, actor from configurations where body = 'company: A' and actor = 'tester'");
        Should.Throw<Exception>(() => Tamper("insert into configurations (config_hash, body, first_seen_at, actor) select config_hash, body, first_seen_at, actor from configurations where config_hash = 'copy'"));
    }

    [SkippableFact]
    public void A_code_of_the_ERP_is_kept_as_it_was_first_and_is_no_other_segments()
    {
        var code = new ErpCode("ZTIER", "GOLD", "G1", true, Noon, "r1");
        Open().KeepErpCodes([code]);

        Open().KeepErpCodes([code with { Code = "XX", IsGiven = false, RunId = "r2" }, new ErpCode("ZTIER", "SILVER", "S1", false, Noon, "r2")]);

        Open().ErpCodes().ShouldBe([code, new ErpCode("ZTIER", "SILVER", "S1", false, Noon, "r2")]);
        Should.Throw<RunRefusedException>(() => Open().KeepErpCodes([new ErpCode("ZTIER", "GOLDEN", "G1", false, Noon, "r3")]));
    }

    [SkippableFact]
    public void Deltas_are_numbered_without_gaps_category_by_category_and_enter_the_change_log()
    {
        ILedger ledger = Open();
        ledger.RecordErpDelivery(Delta("ZB", 1), "anna");
        ledger.RecordErpDelivery(Delta("ZA", 1), "anna");
        ledger.RecordErpDelivery(Delta("ZA", 2), "anna");

        Should.Throw<RunRefusedException>(() => ledger.RecordErpDelivery(Delta("ZA", 4), "anna")).Message.ShouldContain("is not the next one, which is 3");
        Should.Throw<RunRefusedException>(() => ledger.RecordErpDelivery(Delta("ZA", 2), "anna"));

        ledger.RecordErpWritten("ZA", 1, Noon.AddMinutes(1));
        ledger.RecordErpWritten("ZA", 1, Noon.AddMinutes(2));
        Open().ErpDeliveries().ShouldBe([Delta("ZA", 1) with { WrittenAt = Noon.AddMinutes(1) }, Delta("ZA", 2), Delta("ZB", 1)]);
        Open().Changes().Select(change => $"{change.Kind} {change.Subject}").ShouldBe(["erp_delta ZB 1", "erp_delta ZA 1", "erp_delta ZA 2"]);
        ChangeChain.FirstBroken(Open().Changes()).ShouldBeNull();
        Open().ErpSettledPromotion().ShouldBe(0);
        ledger.RecordErpSettled(7, Noon);
        ledger.RecordErpSettled(7, Noon);
        Open().ErpSettledPromotion().ShouldBe(7);
    }

    [SkippableFact]
    public void What_the_ERP_said_is_recorded_once_with_all_that_it_rejected()
    {
        ILedger ledger = Open();
        ledger.RecordErpDelivery(Delta("ZA", 1), "anna");
        var said = new ErpAcknowledgement("hash", 5, 1, Noon, "ben");
        var rejection = new ErpRejection("ZA", 1, "crm", "Ö \"7\", x", "it's blocked");

        ledger.RecordErpAcknowledgement("ZA", 1, said, [rejection]);

        Open().ErpDeliveries().ShouldHaveSingleItem().ShouldBe(Delta("ZA", 1) with { Acknowledgement = said });
        Open().ErpRejections().ShouldHaveSingleItem().ShouldBe(rejection);
        Should.Throw<RunRefusedException>(() => ledger.RecordErpAcknowledgement("ZA", 1, said with { FileHash = "other" }, []))
            .Message.ShouldContain("was acknowledged by somebody else meanwhile");
        Should.Throw<RunRefusedException>(() => ledger.RecordErpAcknowledgement("ZA", 2, said, []));
        Open().Changes().Count.ShouldBe(2);
    }

    private static ErpDelivery Delta(string category, long number) => new(
        category, number, "r1", new DateOnly(2026, 7, 1), Noon, new ErpTotals(4, 1, 1, 999_999_999_999_999), "rows", new ErpLayout("Small Shop", 20, 10, 2));
}
