namespace Segmentation.Batch.Tests.Configuration;

/// <summary>What a reader sees when every place is right by itself, but the parts do not fit together.</summary>
public sealed class ConfigMeaningTests
{
    [Theory]
    [InlineData("quantity: number(Quantity)", "quantitty: number(Quantity)",
        "segmentation.yml:24:11: unknown contract column 'quantitty' in sources.shop.tables.order_lines.columns. Did you mean 'quantity'? Allowed: " +
        "order_id, line_number, source_record_id, ordered_at, document_type, product_id, quantity, unit_price, discount_amount, " +
        "tax_amount, line_amount, cost_amount, currency, channel, business_unit, region.")]
    [InlineData("          ordered_at: instant(InvoiceDate)\n", "",
        "segmentation.yml:19:9: sources.shop.tables.order_lines.columns does not map ordered_at. Every row of order_lines needs it.")]
    [InlineData("          unit_price: number(Price)\n", "",
        "segmentation.yml:19:9: sources.shop.tables.order_lines.columns does not map line_amount. Every row of order_lines needs it. " +
        "line_amount may be left out when quantity and unit_price are mapped.")]
    [InlineData("          source_record_id: id\n", "",
        "segmentation.yml:33:9: sources.crm.tables.customers.columns does not map source_record_id. Every row of customers needs it.")]
    [InlineData("code: GOLD", "code: OTHER",
        "segmentation.yml:61:15: segment code 'OTHER' is used twice in schemes.value; it first stands on line 60. A code names one segment.")]
    [InlineData("parent: TOP", "parent: TAP",
        "segmentation.yml:60:63: parent 'TAP' is not a segment of schemes.value. Did you mean 'TOP'? Allowed: TOP, OTHER.")]
    [InlineData("parent: TOP", "parent: GOLD",
        "segmentation.yml:60:63: segment 'GOLD' in schemes.value is its own parent, directly or through others. Remove one of the parents.")]
    [InlineData("when: big_spender, ", "",
        "segmentation.yml:61:9: segment 'OTHER' in schemes.value can never be reached: 'GOLD' before it has no condition and takes " +
        "everyone who is left. Give that one a 'when', or move it to the end.")]
    [InlineData("kind: lifecycle\n", "kind: rules\n",
        "segmentation.yml:73:3: schemes.life is a rules scheme without segments. List them under schemes.life.segments.")]
    [InlineData("monetary: [50, 100, 250.5, 1000]", "monetary: [50, 100, 99.5, 1000]",
        "segmentation.yml:72:29: cuts must rise, and schemes.rfm.rfm.cuts.monetary[2] is 99.5 after 100.")]
    [InlineData("active_days: 60", "active_days: 400",
        "segmentation.yml:75:5: lifecycle windows must rise, and schemes.life.lifecycle.at_risk_days is 180 (default) after 400.")]
    [InlineData("rhythm: { active: 1.5 }", "rhythm: { active: 1.5, at_risk: 1.5 }",
        "segmentation.yml:77:39: rhythm multiples must rise, and schemes.life.lifecycle.rhythm.at_risk is 1.5 after 1.5.")]
    [InlineData("kind: lifecycle\n", "kind: kmeans\n",
        "segmentation.yml:73:3: a scheme that finds segments in features has none to look at. List them under schemes.life.kmeans.features.")]
    [InlineData("kind: lifecycle\n", "kind: value_tier\n    value_tier: { by: bounds, bounds: [100, 250] }\n",
        "segmentation.yml:75:45: bounds must fall, the best tier first, and schemes.life.value_tier.bounds[1] is 250 after 100.")]
    [InlineData("kind: lifecycle\n", "kind: value_tier\n    value_tier: { by: bounds }\n",
        "segmentation.yml:75:5: tiers by bounds have none. List the least value of each tier but the last under " +
        "schemes.life.value_tier.bounds, falling, such as [1000, 250].")]
    [InlineData("kind: lifecycle\n", "kind: value_tier\n    value_tier: { shares: [0.8, 0.5] }\n",
        "segmentation.yml:75:33: shares must rise, and schemes.life.value_tier.shares[1] is 0.5 after 0.8.")]
    [InlineData("kind: lifecycle\n", "kind: value_tier\n    value_tier: { shares: [50, 80] }\n",
        "segmentation.yml:75:28: schemes.life.value_tier.shares[0] is 50. A share lies above 0 and below 1; half is 0.5.")]
    [InlineData("kind: lifecycle\n", "kind: value_tier\n    segments: [{ code: TIER_5, label: Rest }]\n",
        "segmentation.yml:75:24: 'TIER_5' is no tier of schemes.life, so the name would never be seen. Tiers: TIER_1, TIER_2, TIER_3, TIER_4.")]
    [InlineData("kind: lifecycle\n", "kind: needs\n",
        "segmentation.yml:73:3: a needs scheme rests on a survey, and none is named. Write its survey_id under schemes.life.needs.survey.")]
    [InlineData("kind: lifecycle\n", "kind: needs\n    needs: { survey: s, questions: [a, b, a] }\n",
        "segmentation.yml:75:43: question 'a' is listed twice in schemes.life.needs.questions.")]
    [InlineData("name: net_spend_amount", "name: recency_days",
        "segmentation.yml:84:19: feature 'recency_days' is listed twice in schemes.groups.kmeans.features. List it once; " +
        "its weight says how much it counts.")]
    [InlineData("rules: [email,", "rules: [emial,",
        "segmentation.yml:38:11: unknown value 'emial' for identity.rules[0].on. Did you mean 'email'? " +
        "Allowed: email, phone, source_record_id, attributes.NAME.")]
    [InlineData("prefer: [crm, shop]", "prefer: [cmr, shop]",
        "segmentation.yml:41:23: unknown source 'cmr' in identity.survivorship.email.prefer. Did you mean 'crm'? Allowed: shop, crm.")]
    [InlineData("email: { prefer", "e_mial: { prefer",
        "segmentation.yml:41:5: 'e_mial' in identity.survivorship is not an attribute of customers. Did you mean 'email'? Allowed: " +
        "party_type, legal_entity, parent_record_id, given_name, family_name, company_name, email, phone, address_line, city, region, " +
        "postcode, country, birth_date, industry, employee_band, created_at, updated_at, attributes.")]
    [InlineData("USD: 0.92", "usd: 0.92",
        "segmentation.yml:4:19: 'usd' in exchange_rates is not a currency. Write three capital letters (ISO 4217), such as EUR.")]
    [InlineData("USD: 0.92", "USD: 0",
        "segmentation.yml:4:24: exchange_rates.USD is 0. It takes a number above 0: what one USD is worth in the reporting currency.")]
    [InlineData("USD: 0.92", "EUR: 0.92",
        "segmentation.yml:4:24: exchange_rates.EUR is 0.92, but EUR is the reporting currency and is worth 1. Remove the line.")]
    [InlineData("delimiter: ';'", "delimiter: ';;'",
        "segmentation.yml:12:16: ';;' is not a delimiter. sources.shop.delimiter takes one character, 'tab' or 'whitespace'.")]
    [InlineData("delimiter: ';'", "header: false",
        "segmentation.yml:10:3: sources.shop has header: false, so its columns have no names. " +
        "Name them in sources.shop.columns, in the order of the file.")]
    [InlineData("big_spender:", "Big Spender:",
        "segmentation.yml:43:3: metrics.Big Spender is not a name SQL can use. Write lowercase letters, digits and underscores, a letter first.")]
    [InlineData("big_spender:", "wholesale_share:",
        "segmentation.yml:43:3: 'wholesale_share' is both a metric and a feature. Rename one.")]
    public void One_misfit_is_one_error(string old, string changed, string error) =>
        ConfigFile.ErrorsWith(old, changed).ShouldBe([error]);

    [Fact]
    public void Some_source_must_bring_orders() =>
        ConfigFile.ErrorsWith(
            "      order_lines:\n        columns:\n          order_id: Invoice\n          line_number: 1\n",
            "      products:\n        columns:\n          product_id: Invoice\n")
            .ShouldContain("segmentation.yml:9:1: no source fills order_lines. Nothing can be segmented without orders; " +
                "map order_id, ordered_at and line_amount under tables.order_lines of a source.");

    [Theory]
    [InlineData("files: [crm/customers.parquet]", "files: [crm/customers.parquet]\n    header: false")]
    [InlineData("delimiter: ';'", "delimiter: tab")]
    [InlineData("delimiter: ';'", "delimiter: \"\\t\"")]
    [InlineData("delimiter: ';'", "delimiter: whitespace")]
    [InlineData("USD: 0.92", "EUR: 1")]
    public void What_looks_like_a_misfit_may_be_right(string old, string changed)
    {
        using var file = new ConfigFile(ConfigFile.With(old, changed));

        Should.NotThrow(file.Load);
    }

    [Fact]
    public void A_misspelled_key_is_not_also_called_missing() =>
        ConfigFile.ErrorsWith("      features:\n        - {", "      featurs:\n        - {").ShouldHaveSingleItem()
            .ShouldStartWith("segmentation.yml:82:7: unknown key 'featurs' in schemes.groups.kmeans. Did you mean 'features'?");
}
