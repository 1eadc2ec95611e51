using System.Text.Json;

namespace Segmentation.Batch.Tests.Cli;

/// <summary>Fits that people ask for, gates that block, and what nights say of models that have grown old.</summary>
public sealed class FitTests
{
    private const string Restarts = "      restarts: 2\n";

    [Fact]
    public void A_fit_publishes_nothing_and_the_next_night_uses_it()
    {
        using Shop shop = Shop.Published();

        Said said = shop.Run("fit", "--quiet", "--json", "--snapshot-date", "2026-01-15");

        said.ExitCode.ShouldBe(0, said.ToString());
        shop.IsUntouched();
        JsonElement fit = JsonDocument.Parse(said.Output).RootElement.GetProperty("fits").EnumerateArray().ShouldHaveSingleItem();
        fit.GetProperty("scheme").GetString().ShouldBe("groups");
        fit.GetProperty("is_new").GetBoolean().ShouldBeTrue();
        fit.GetProperty("segments").GetArrayLength().ShouldBe(3);
        fit.GetProperty("evidence").EnumerateArray().Select(row => row.GetProperty("topic").GetString()).ShouldContain("gate");

        // The first model is two weeks old, so that the night would not have fitted.
        shop.PublishedNight("2026-01-16");
        shop.Read("select model_version, model_snapshot_date from dim_scheme where scheme = 'groups'")
            .ShouldHaveSingleItem().ShouldStartWith(fit.GetProperty("model_version").GetString()!);
        shop.Read("select count(*) from dim_scheme where scheme = 'groups' and model_snapshot_date = date '2026-01-15'").ShouldBe(["1"]);
    }

    [Fact]
    public void A_fit_is_a_page_for_people()
    {
        using Shop shop = Shop.Published();

        Said said = shop.Run("fit", "--quiet", "--snapshot-date", "2026-01-15");

        said.ExitCode.ShouldBe(0, said.ToString());
        foreach (string words in (string[])["Segments", "Gates", "silhouette of sample", "Do they come back?", "bootstrap jaccard", "Nothing was published."])
        {
            said.Output.ShouldContain(words);
        }
    }

    [Fact]
    public void A_fit_can_be_had_as_sql()
    {
        using Shop shop = Shop.Published();

        Said said = shop.Run("fit", "--quiet", "--sql", "--snapshot-date", "2026-01-15");

        said.Output.ShouldContain("from publish.customer_features");
    }

    [Fact]
    public void A_scheme_that_finds_no_segments_cannot_be_fitted()
    {
        using Shop shop = Shop.Published();

        Said said = shop.Run("fit", "--scheme", "policy");

        said.ExitCode.ShouldBe(1);
        said.Errors.ShouldContain("--scheme policy: it is of kind rules, which finds no segments. Nothing was run. Schemes that do: groups.");
    }

    [Fact]
    public void Scoring_alone_needs_a_model_and_fits_none()
    {
        using Shop shop = Shop.Unpublished();

        Said refused = shop.Run("score", "--quiet", "--snapshot-date", Shop.FirstNight);

        refused.ExitCode.ShouldBe(1, refused.ToString());
        refused.Errors.ShouldContain("Scheme groups has no model of its present definition");
        shop.IsUntouched();

        shop.Run("fit", "--quiet", "--snapshot-date", Shop.FirstNight).ExitCode.ShouldBe(0);
        Said scored = shop.Run("score", "--quiet", "--snapshot-date", "2026-06-01");
        scored.ExitCode.ShouldBe(0, scored.ToString());
        shop.Read("select count(*) from dim_scheme where scheme = 'groups' and model_snapshot_date = date '2026-01-01'").ShouldBe(["1"]);
    }

    [Fact]
    public void A_fit_that_fails_a_gate_which_blocks_stops_every_night_and_can_be_looked_at()
    {
        using Shop shop = Shop.Published().Configure(Restarts, Restarts + "      gates: { silhouette: 0.99, smallest_size: 0, blocks: true }\n");

        Said night = shop.RefusesNight("Scheme groups: the fit of 2026-02-01 does not pass its gates, which block. silhouette_of_sample is 0.");
        night.Errors.ShouldContain("at least 0.99 is asked.");
        night.Errors.ShouldContain("The published tables are unchanged.");
        // The refused model is kept, and is not what the next night scores with.
        shop.RefusesNight("does not pass its gates");

        Said fit = shop.Run("fit", "--quiet", "--json", "--snapshot-date", Shop.NextNight);
        fit.ExitCode.ShouldBe(1, fit.ToString());
        JsonElement shown = JsonDocument.Parse(fit.Output).RootElement.GetProperty("fits")[0];
        shown.GetProperty("is_refused").GetBoolean().ShouldBeTrue();
        shown.GetProperty("evidence").EnumerateArray()
            .Where(row => row.GetProperty("verdict").GetString() == "fail").Select(row => row.GetProperty("item").GetString())
            .ShouldContain("silhouette_of_sample");
    }

    [Fact]
    public void A_fit_that_passes_gates_which_block_is_published()
    {
        using Shop shop = Shop.Published().Configure(Restarts, Restarts + "      gates: { silhouette: -1, smallest_size: 0, blocks: true }\n");

        shop.PublishedNight(Shop.NextNight);
    }

    [Fact]
    public void A_night_says_how_far_customers_have_drifted_from_the_fit()
    {
        using Shop shop = Shop.Unpublished().Configure(Restarts, Restarts + "      refit_days: 3660\n");
        shop.PublishedNight(Shop.FirstNight);
        shop.Read("select count(*) from governance_model_drift_v1").ShouldBe(["0"]);

        // Nobody bought anything for eleven months.
        Said said = shop.Run("nightly", "--snapshot-date", "2026-12-01");

        said.ExitCode.ShouldBe(0, said.ToString());
        said.Errors.ShouldContain("customers have drifted too far from those the model was fitted on.");
        said.Errors.ShouldContain("segbatch fit --scheme groups");
        shop.Read("select calls_for from governance_model_drift_v1 where measured in ('recency_days', 'net_spend_amount') order by measured")
            .ShouldBe(["hold", "refit"]);
        shop.Read("select count(*) from dim_scheme where scheme = 'groups' and model_snapshot_date = date '2026-01-01'").ShouldBe(["1"]);
    }

    [Fact]
    public void Segments_of_another_definition_are_not_counted_as_moved()
    {
        using Shop shop = Shop.Published().Configure(Restarts, Restarts + "      refit_days: 3660\n      seed: 2\n");
        shop.Run("fit", "--quiet", "--snapshot-date", "2026-01-02").ExitCode.ShouldBe(0);
        const string Moved = "select count(*) from governance_model_drift_v1 where measure = 'share_moved'";

        shop.PublishedNight("2026-01-03");
        shop.Read(Moved).ShouldBe(["0"]);

        shop.PublishedNight("2026-01-04");
        shop.Read(Moved).ShouldBe(["1"]);
    }

    [Fact]
    public void Drift_refits_where_the_configuration_says_so_and_the_night_can_be_run_again()
    {
        using Shop shop = Shop.Unpublished().Configure(Restarts, Restarts + "      refit_days: 3660\n      refit_on_drift: true\n");
        shop.PublishedNight(Shop.FirstNight);
        shop.PublishedNight("2026-12-01");
        const string Evidence = "select * from model_evidence order by scheme, model_version, position";
        IReadOnlyList<string> first = shop.Read(Evidence);

        shop.Read("select count(*) from dim_scheme where scheme = 'groups' and model_snapshot_date = date '2026-12-01'").ShouldBe(["1"]);
        shop.Read("select count(*) > 0 from governance_model_drift_v1 where is_current and calls_for = 'refit'").ShouldBe(["True"]);

        shop.PublishedNight("2026-12-01");
        shop.Read(Evidence).ShouldBe(first);
    }
}
