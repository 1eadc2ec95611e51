using Segmentation.Models.Stability;

namespace Segmentation.Models.Tests.Stability;

public class DriftVerdictTests
{
    private static readonly DriftOptions Defaults = new();

    [Theory]
    [InlineData(0.0999, DriftAction.Hold)]
    [InlineData(0.1, DriftAction.Rescore)]
    [InlineData(0.2499, DriftAction.Rescore)]
    [InlineData(0.25, DriftAction.Refit)]
    public void The_customary_thresholds_of_the_stability_index_decide(double index, DriftAction action) =>
        DriftVerdict.Judge(new DriftEvidence { Shifts = [Shift("spend", index)] }, Defaults).Action.ShouldBe(action);

    [Fact]
    public void The_most_drastic_signal_decides_and_its_reason_is_given()
    {
        DriftVerdict verdict = DriftVerdict.Judge(
            new DriftEvidence
            {
                Shifts = [Shift("orders", 0.02), Shift("spend", 0.12)],
                ShareMoved = 0.31,
                SeparationThen = 0.5,
                SeparationNow = 0.48,
                AgeDays = 100,
            },
            Defaults);
        verdict.Action.ShouldBe(DriftAction.Refit);
        verdict.Signals.Select(signal => signal.Action).ShouldBe(
            [DriftAction.Refit, DriftAction.Rescore, DriftAction.Hold, DriftAction.Hold, DriftAction.Hold]);
        verdict.Reason.ShouldBe(
            "Refit: 31.0% of customers are nearest to another cluster than the one they were scored into; 0.3 calls " +
            "for a refit.");
        verdict.Signals[1].Reason.ShouldBe("The stability index of spend is 0.120; 0.1 calls for a rescore.");
    }

    [Fact]
    public void Separation_is_judged_by_its_fall_and_age_by_its_limit()
    {
        // .5 to .44 is a fall of 12 %, to .37 one of 26 %; a rise is no drift.
        Fall(0.44).ShouldBe(DriftAction.Rescore);
        Fall(0.37).ShouldBe(DriftAction.Refit);
        Fall(0.9).ShouldBe(DriftAction.Hold);
        DriftVerdict.Judge(new DriftEvidence { AgeDays = 365 }, Defaults).Action.ShouldBe(DriftAction.Refit);
        DriftVerdict.Judge(new DriftEvidence { AgeDays = 364 }, Defaults).Reason
            .ShouldBe("Hold: None of 1 signals calls for action.");

        static DriftAction Fall(double now) => DriftVerdict.Judge(
            new DriftEvidence { SeparationThen = 0.5, SeparationNow = now }, Defaults).Action;
    }

    [Fact]
    public void A_shift_that_chance_explains_does_not_call_for_anything()
    {
        DriftVerdict verdict = DriftVerdict.Judge(
            new DriftEvidence { Shifts = [new FeatureShift("spend", 0.3, 0.35, [])] }, Defaults);
        verdict.Action.ShouldBe(DriftAction.Hold);
        verdict.Signals[0].Reason.ShouldContain("chance explains (up to 0.350)");
    }

    [Fact]
    public void No_evidence_or_senseless_figures_are_refused()
    {
        Should.Throw<ArgumentException>(() => DriftVerdict.Judge(new DriftEvidence(), Defaults))
            .Message.ShouldContain("Nothing was measured");
        Should.Throw<ArgumentException>(() => DriftVerdict.Judge(new DriftEvidence { ShareMoved = 1.2 }, Defaults));
        Should.Throw<ArgumentException>(
            () => DriftVerdict.Judge(new DriftEvidence { Shifts = [Shift("a", double.NaN)] }, Defaults));
        Should.Throw<ArgumentException>(
            () => DriftVerdict.Judge(new DriftEvidence { SeparationThen = 0, SeparationNow = 1 }, Defaults));
        Should.Throw<ArgumentException>(() => DriftVerdict.Judge(new DriftEvidence { AgeDays = -1 }, Defaults));
        Should.Throw<ArgumentException>(
            () => DriftVerdict.Judge(new DriftEvidence { AgeDays = 1 }, Defaults with { RefitIndex = 0.05 }));
    }

    private static FeatureShift Shift(string feature, double index) => new(feature, index, 0.001, []);
}
