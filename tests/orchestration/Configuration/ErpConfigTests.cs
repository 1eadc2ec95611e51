namespace Segmentation.Batch.Tests.Configuration;

/// <summary>What an ERP would not take is refused before a night begins, with the field that sets the limit.</summary>
public sealed class ErpConfigTests
{
    [Theory]
    [InlineData("value: { category: Z23456789012345678X, system: sap_classification }",
        "category of erp.categories.value is 19 characters long, and SAP classification takes 18 at most (KLAH-CLASS char 18, AUSP-ATWRT char 30, KNA1-KUNNR char 10).")]
    [InlineData("value: { category: ZV, system: sap_customer_group, code_length: 3 }",
        "code_length of erp.categories.value is 3, and SAP customer group takes 2 at most (KNVV-KDGRP char 2, KNA1-KUNNR char 10).")]
    [InlineData("value: { category: ZV, system: sap_customer_group, number_width: 11 }",
        "number_width of erp.categories.value is 11, and SAP customer group takes 10 at most (KNVV-KDGRP char 2, KNA1-KUNNR char 10).")]
    [InlineData("value: { category: ZV, system: sap_customer_group, codes: { TOP: T01 } }",
        "code 'T01' of erp.categories.value has 3 characters. SAP customer group takes 1 to 2 here (code_length).")]
    [InlineData("value: { category: ZV, system: oracle_tca, number_width: 31 }",
        "number_width of erp.categories.value is 31, and Oracle TCA takes 30 at most (HZ_CODE_ASSIGNMENTS.CLASS_CATEGORY and CLASS_CODE varchar2(30), HZ_CUST_ACCOUNTS.ACCOUNT_NUMBER varchar2(30)).")]
    [InlineData("value: { category: ZV, system: oracle_tca, codes: { TOP: gold } }",
        "code 'gold' of erp.categories.value has a character that is not in its alphabet: ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.")]
    [InlineData("value: { category: ZV, alphabet: digits, codes: { TOP: A1 } }",
        "code 'A1' of erp.categories.value has a character that is not in its alphabet: 0123456789.")]
    [InlineData("value: { category: ZV, codes: { TOP: A1, GOLD: A1 } }",
        "code 'A1' of erp.categories.value is given to TOP and to GOLD. A code names one segment.")]
    [InlineData("value: { category: ZV, codes: { GOLDEN: A1 } }",
        "'GOLDEN' in erp.categories.value.codes is not a segment of schemes.value. Did you mean 'GOLD'? Allowed: TOP, GOLD, OTHER, NO_CONSENT, NET_NEGATIVE, PROSPECT, TOO_NEW, TOO_FEW_ORDERS, UNMATCHED, UNASSIGNED.")]
    [InlineData("valve: { category: ZV }",
        "'valve' in erp.categories is not a scheme. Did you mean 'value'? Allowed: value, rfm, life, groups.")]
    [InlineData("value: { category: ZV, customer_source: cmr }",
        "unknown source system 'cmr' in erp.categories.value.customer_source. Did you mean 'crm'? Allowed: shop, crm.")]
    [InlineData("value: { category: ZV }, rfm: { category: ZV }",
        "category 'ZV' of erp.categories.rfm is that of erp.categories.value too. A category has the codes of one scheme.")]
    public void What_the_ERP_does_not_take_is_refused(string categories, string error) =>
        Errors($"categories: {{ {categories} }}").ShouldHaveSingleItem().ShouldEndWith($": {error}");

    [Theory]
    [InlineData("value: { category: zv }", "'zv' does not fit erp.categories.value.category, which has the form ^[A-Z][A-Z0-9_]{0,29}$.")]
    [InlineData("value: { category: A123456789012345678901234567890X, system: oracle_tca }", "does not fit erp.categories.value.category")]
    [InlineData("value: { category: ZV, system: sap }", "unknown value 'sap' for erp.categories.value.system.")]
    [InlineData("value: { category: ZV, code_length: 31 }", "erp.categories.value.code_length is 31. It takes a whole number")]
    public void What_no_ERP_takes_is_refused(string categories, string words) =>
        Errors($"categories: {{ {categories} }}").ShouldHaveSingleItem().ShouldContain(words);

    [Theory]
    [InlineData("2026-12-30", "2026-12-01", "erp.freeze[0] ends on 2026-12-01, before it begins on 2026-12-30.")]
    [InlineData("2026-12-32", "2027-01-05", "'2026-12-32' for erp.freeze[0].from is not a day. Write it as 2026-12-31.")]
    public void A_freeze_is_a_span_of_days(string from, string to, string error) =>
        Errors($"freeze: [{{ from: {from}, to: {to} }}]").ShouldHaveSingleItem().ShouldEndWith($": {error}");

    [Fact]
    public void Everything_that_fits_is_taken()
    {
        using var file = new ConfigFile(With(
            """
            categories:
                value: { category: Z2345678901234567X, system: sap_classification, customer_source: crm, codes: { TOP: A1, NO_CONSENT: N } }
                rfm: { category: ZG, system: sap_customer_group, alphabet: upper, number_width: 10 }
                groups: { category: A12345678901234567890123456789, system: oracle_tca, alphabet: upper_alphanumeric_underscore, code_length: 30 }
              freeze: [{ from: 2026-12-30, to: 2027-01-05, reason: year end }]
            """));

        file.Load().Config.Erp.Categories.Count.ShouldBe(3);
    }

    [Fact]
    public void A_company_whose_name_does_not_fit_the_header_is_told() =>
        ConfigFile.ErrorsWith("company: Example Trading\n", $"company: {new string('x', 41)}\nerp: {{ categories: {{ value: {{ category: ZV }} }} }}\n")
            .ShouldHaveSingleItem().ShouldContain("company is longer than 40 characters, which is its width in the header of the files for the ERP.");

    private static string With(string erp) => ConfigFile.With("thresholds:\n", $"erp:\n  {erp}\nthresholds:\n");

    private static string[] Errors(string erp)
    {
        using var file = new ConfigFile(With(erp));
        return file.Errors();
    }
}
