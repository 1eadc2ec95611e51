using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Tests.Resolve;

public sealed class ResolveCustomersTests
{
    [Fact]
    public void Records_with_the_same_email_in_another_spelling_are_one_customer()
    {
        using var world = new ResolveWorld();

        NightCounts result = world.Night([Mail("shop", "1", "Ada@Example.com "), Mail("crm", "9", "ada@example.com"), Mail("crm", "8", "bob@example.com")]);

        Dictionary<string, string> xref = world.Xref();
        xref["shop/1"].ShouldBe(xref["crm/9"]);
        xref["crm/8"].ShouldNotBe(xref["shop/1"]);
        (result.RecordCount, result.CustomerCount, result.JoinedRecordCount, result.EdgeCount).ShouldBe((3, 2, 2, 1));
        world.Texts("select matched_on from identity.clusters where record_count = 2").ShouldBe(["email"]);
    }

    [Fact]
    public void A_new_id_is_the_start_of_the_hash_of_the_lowest_records_key()
    {
        using var world = new ResolveWorld();

        world.Night([Mail("shop", "1", "ada@example.com"), Mail("crm", "9", "ada@example.com")]);

        // md5 of 'crm|9' is the reference here, not the code under test.
        string md5 = world.Texts("select upper(md5('crm|9'))").Single();
        world.Xref()["shop/1"].ShouldBe("C" + md5[..11]);
    }

    [Fact]
    public void Each_rule_joins_and_their_chains_connect()
    {
        using var world = new ResolveWorld(ResolveWorld.Rules("email", "phone", "source_record_id", "attributes.tax_number"));

        world.Night(
        [
            new("a", "1", ("email", "ada@example.com"), ("phone", "+49 (30) 1234-567")),
            new("b", "2", ("phone", "49301234567"), ("attributes", """{"tax_number": " de77 ", "note": null}""")),
            new("c", "3", ("attributes", """{"tax_number": "DE77"}""")),
            new("d", "3"),
            new("e", "5", ("email", "not an address"), ("phone", "12-34"), ("attributes", "broken {")),
            new("f", "6", ("email", "not an address"), ("phone", "12-34"), ("attributes", """{"tax_number": ""}""")),
            new("g", "7", ("email", "@"), ("attributes", """{"tax_number": ""}""")),
        ]);

        Dictionary<string, string> xref = world.Xref();
        new[] { "b/2", "c/3", "d/3" }.ShouldAllBe(record => xref[record] == xref["a/1"]);
        xref.Values.Distinct().Count().ShouldBe(4);
        world.Texts("select matched_on from identity.clusters where record_count > 1")
            .ShouldBe(["attributes.tax_number, phone, source_record_id"]);
    }

    [Fact]
    public void A_value_that_too_many_records_share_joins_nobody_and_is_told_without_being_shown()
    {
        using var world = new ResolveWorld(ResolveWorld.Rules("email") with { LargestGroup = 3 });

        NightCounts result = world.Night(
        [
            .. Enumerable.Range(1, 4).Select(number => Mail("shop", $"{number}", "info@example.com")),
            .. Enumerable.Range(5, 3).Select(number => Mail("shop", $"{number}", "ada@example.com")),
        ]);

        result.CustomerCount.ShouldBe(5);
        world.Log.Notes.ShouldBe(["email: 1 value(s) are carried by more than 3 records (identity.largest_group) and join nobody."]);
    }

    [Fact]
    public void Records_known_only_from_orders_are_customers_and_guests_are_not()
    {
        using var world = new ResolveWorld(new IdentityConfig());

        NightCounts result = world.Night(
            [Mail("shop", "1", "ada@example.com")],
            [new("shop", "2", new(2026, 1, 1)), new("shop", "2", new(2026, 2, 1)), new("shop", null, new(2026, 1, 1))]);

        (result.RecordCount, result.CustomerCount, result.EdgeCount).ShouldBe((2, 2, 0));
    }

    [Fact]
    public void A_new_record_joins_and_the_id_stays_although_the_new_record_is_lower()
    {
        using var world = new ResolveWorld();
        world.Night([Mail("shop", "5", "ada@example.com")]);
        string before = world.Xref()["shop/5"];

        NightCounts result = world.Night([Mail("crm", "1", "ada@example.com"), Mail("shop", "5", "ada@example.com")]);

        world.Xref().Values.ShouldAllBe(customer => customer == before);
        world.Changes().ShouldBeEmpty();
        result.MintedCount.ShouldBe(0);
    }

    [Fact]
    public void A_merge_keeps_the_id_of_most_records_and_bridges_the_other()
    {
        using var world = new ResolveWorld();
        world.Night([Mail("a", "1", "old@x.org"), Mail("b", "2", "new@x.org"), Mail("b", "3", "new@x.org")]);
        Dictionary<string, string> before = world.Xref();

        NightCounts result = world.Night([Mail("a", "1", "new@x.org"), Mail("b", "2", "new@x.org"), Mail("b", "3", "new@x.org")]);

        world.Xref().Values.ShouldAllBe(customer => customer == before["b/2"]);
        world.Changes().ShouldBe([$"merge {before["a/1"]} {before["b/2"]}"]);
        (result.MergeCount, result.SplitCount).ShouldBe((1, 0));
    }

    [Fact]
    public void A_merge_of_equals_keeps_the_lower_id()
    {
        using var world = new ResolveWorld();
        world.Night([Mail("a", "1", "old@x.org"), Mail("b", "2", "new@x.org")]);
        string lower = world.Xref().Values.Order(StringComparer.Ordinal).First();

        world.Night([Mail("a", "1", "new@x.org"), Mail("b", "2", "new@x.org")]);

        world.Xref().Values.ShouldAllBe(customer => customer == lower);
    }

    [Fact]
    public void A_split_leaves_the_id_with_the_largest_part_and_gives_the_rest_a_new_one()
    {
        using var world = new ResolveWorld();
        world.Night([Mail("a", "1", "ada@x.org"), Mail("b", "2", "ada@x.org"), Mail("b", "3", "ada@x.org")]);
        string before = world.Xref()["a/1"];

        // The record that the id was made from is the one that leaves: its own hash is taken.
        NightCounts result = world.Night([Mail("a", "1", "eve@x.org"), Mail("b", "2", "ada@x.org"), Mail("b", "3", "ada@x.org")]);

        Dictionary<string, string> after = world.Xref();
        after["b/2"].ShouldBe(before);
        after["b/3"].ShouldBe(before);
        after["a/1"].ShouldBe("C" + world.Texts("select upper(left(md5('a|1'), 16))").Single());
        world.Changes().ShouldBe([$"split {before} {after["a/1"]}"]);
        result.SplitCount.ShouldBe(1);
    }

    [Fact]
    public void An_id_that_was_merged_away_is_not_given_to_the_record_it_was_made_from()
    {
        using var world = new ResolveWorld();
        world.Night([Mail("a", "1", "old@x.org"), Mail("b", "2", "new@x.org"), Mail("b", "3", "new@x.org")]);
        string merged = world.Xref()["a/1"];
        world.Night([Mail("a", "1", "new@x.org"), Mail("b", "2", "new@x.org"), Mail("b", "3", "new@x.org")]);

        world.Night([Mail("a", "1", "old@x.org"), Mail("b", "2", "new@x.org"), Mail("b", "3", "new@x.org")]);

        world.Xref()["a/1"].ShouldNotBe(merged);
        world.Xref()["a/1"].ShouldNotBe(world.Xref()["b/2"]);
    }

    [Fact]
    public void A_record_that_comes_and_goes_gets_another_id_each_time()
    {
        using var world = new ResolveWorld();
        TestRecord stays = Mail("b", "2", "bob@x.org");
        TestRecord comesAndGoes = Mail("a", "1", "ada@x.org");
        var ids = new List<string>();

        for (int round = 0; round < 4; round++)
        {
            world.Night([stays, comesAndGoes]);
            ids.Add(world.Xref()["a/1"]);
            world.Night([stays]).EndCount.ShouldBe(1);
        }

        ids.ShouldBeUnique();
        world.Changes().Count.ShouldBe(4);
    }

    [Fact]
    public void The_same_night_again_changes_nothing()
    {
        using var world = new ResolveWorld();
        TestRecord[] records = [Mail("a", "1", "ada@x.org"), Mail("b", "2", "ada@x.org"), Mail("b", "3", "bob@x.org")];
        world.Night(records);
        Dictionary<string, string> before = world.Xref();

        NightCounts again = world.Night(records);

        world.Xref().ShouldBe(before, ignoreOrder: true);
        (again.MintedCount, again.MergeCount, again.SplitCount, again.EndCount).ShouldBe((0, 0, 0, 0));
    }

    [Fact]
    public void Two_new_customers_whose_short_ids_collide_both_get_the_longer_one()
    {
        using var world = new ResolveWorld();
        world.Night([Mail("a", "1", "ada@x.org")]);

        // The id that 'a|2' would get is made somebody else's by hand: a real collision of 44 bits is hard to find.
        string shortId = "C" + world.Texts("select upper(left(md5('a|2'), 11))").Single();
        world.Engine.Execute($"update previous.customer_xref set customer_id = {SqlText.Literal(shortId)}", "test");

        world.Night([Mail("a", "1", "ada@x.org"), Mail("a", "2", "bob@x.org")]);

        world.Xref()["a/1"].ShouldBe(shortId);
        world.Xref()["a/2"].ShouldBe("C" + world.Texts("select upper(left(md5('a|2'), 16))").Single());
    }

    [Theory]
    [InlineData("e-mail")]
    [InlineData("attributes.")]
    public void A_rule_on_something_unknown_is_refused_by_name(string on)
    {
        using var world = new ResolveWorld(ResolveWorld.Rules(on));

        Should.Throw<RunRefusedException>(() => world.Night([])).Message.ShouldContain($"'{on}'");
    }

    [Fact]
    public void Survivorship_of_an_unknown_attribute_is_refused_by_name()
    {
        using var world = new ResolveWorld(new IdentityConfig
        {
            Survivorship = new Dictionary<string, SurvivorshipRule> { ["shoe_size"] = new() },
        });

        Should.Throw<RunRefusedException>(() => world.Night([])).Message.ShouldContain("'shoe_size'");
    }

    [Fact]
    public void A_night_without_any_record_has_no_customer()
    {
        using var world = new ResolveWorld();

        world.Night([]).CustomerCount.ShouldBe(0);
    }

    private static TestRecord Mail(string system, string id, string email) => new(system, id, ("email", email));
}
