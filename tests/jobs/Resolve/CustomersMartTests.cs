using Segmentation.Jobs.Configuration;

namespace Segmentation.Jobs.Tests.Resolve;

public sealed class CustomersMartTests
{
    [Fact]
    public void The_most_recent_value_is_believed_and_its_record_remembered()
    {
        using var world = new ResolveWorld();
        world.Night(
        [
            Ada("a", "1", 2020, ("city", "Bonn"), ("given_name", "Ada")),
            Ada("b", "2", 2021, ("city", "Berlin"), ("given_name", null)),
        ]);

        world.BuildCustomers();

        world.Texts("select city || ' ' || given_name || ' ' || record_count || ' ' || source_system_count from mart.customers")
            .ShouldBe(["Berlin Ada 2 2"]);
        world.Texts("select attribute || ' ' || source_system || ' ' || source_record_id from identity.attribute_sources order by 1")
            .ShouldBe(["city b 2", "email b 2", "given_name a 1"]);
    }

    [Fact]
    public void A_preferred_source_wins_over_a_more_recent_one_but_not_without_a_value()
    {
        using var world = new ResolveWorld(ResolveWorld.Rules("email") with
        {
            Survivorship = new Dictionary<string, SurvivorshipRule>
            {
                ["city"] = new() { Prefer = ["crm", "shop"] },
                ["phone"] = new() { Prefer = ["crm", "shop"] },
                ["given_name"] = new() { Take = SurvivorshipOrder.Oldest },
            },
        });
        world.Night(
        [
            Ada("crm", "1", 2019, ("city", "Bonn"), ("phone", " ")),
            Ada("shop", "2", 2020, ("city", "Berlin"), ("phone", "222"), ("given_name", "Ada")),
            Ada("web", "3", 2021, ("city", "Rome"), ("phone", "333"), ("given_name", "A.")),
        ]);

        world.BuildCustomers();

        world.Texts("select city || ' ' || phone || ' ' || given_name from mart.customers").ShouldBe(["Bonn 222 Ada"]);
        world.Texts("select source_system from identity.attribute_sources where attribute = 'phone'").ShouldBe(["shop"]);
    }

    [Fact]
    public void The_later_load_wins_a_tie_and_then_the_lower_record()
    {
        using var world = new ResolveWorld();
        DateTime first = new(2026, 1, 1);
        world.Night(
        [
            Ada("a", "1", 2020, ("city", "Bonn"), ("region", "north"), ("loaded_at", first)),
            Ada("a", "2", 2020, ("city", "Berlin"), ("loaded_at", first.AddDays(1))),
            Ada("a", "3", 2020, ("region", "south"), ("loaded_at", first)),
        ]);

        world.BuildCustomers();

        world.Texts("select city || ' ' || region from mart.customers").ShouldBe(["Berlin north"]);
    }

    [Fact]
    public void A_customer_is_known_from_the_earlier_of_creation_and_first_order_strictly_before_the_snapshot()
    {
        using var world = new ResolveWorld(new IdentityConfig());
        world.Night(
            [
                new("a", "before", ("created_at", new DateTime(2026, 6, 29, 23, 59, 59))),
                new("a", "on the day", ("created_at", new DateTime(2026, 6, 30))),
                new("a", "ordered before", ("created_at", new DateTime(2026, 7, 1))),
                new("a", "undated"),
            ],
            [
                new("a", "ordered before", new(2026, 6, 1)), new("a", "only orders", new(2026, 6, 2)),
                new("a", "orders later", new(2026, 6, 30)), new("a", "undated and orders later", new(2026, 7, 2)),
            ]);

        world.BuildCustomers();

        world.Texts(
            """
            select xref.source_record_id || ' ' || coalesce(cast(known_from_date as string), '-')
            from mart.customers as customers
            inner join identity.customer_xref as xref on customers.customer_id = xref.customer_id
            order by 1
            """).ShouldBe(["before 2026-06-29", "only orders 2026-06-02", "ordered before 2026-06-01", "undated -"]);
    }

    [Fact]
    public void A_record_created_after_the_snapshot_tells_nothing_about_its_customer()
    {
        using var world = new ResolveWorld();
        world.Night([Ada("b", "1", 2020, ("city", "Bonn")), Ada("a", "2", 2027, ("city", "Berlin"), ("industry", "retail"))]);

        world.BuildCustomers();

        world.Texts("select city || ' ' || coalesce(industry, '-') || ' ' || record_count || ' ' || first_source_system from mart.customers")
            .ShouldBe(["Bonn - 1 b"]);
    }

    [Fact]
    public void A_customer_of_several_records_none_of_them_known_is_absent()
    {
        using var world = new ResolveWorld();
        world.Night([Ada("a", "1", 2027), Ada("b", "2", 2027)]);

        world.BuildCustomers();

        world.Texts("select customer_id from mart.customers").ShouldBeEmpty();
        world.Xref().Count.ShouldBe(2);
    }

    [Fact]
    public void A_parent_is_the_customer_of_the_parent_record()
    {
        using var world = new ResolveWorld();
        world.Night(
        [
            new("erp", "group", ("company_name", "Group"), ("email", "g@x.org")),
            new("crm", "77", ("company_name", "Group"), ("email", "g@x.org"), ("party_type", "company")),
            new("erp", "branch", ("company_name", "Branch"), ("parent_record_id", "group")),
            new("erp", "itself", ("company_name", "Itself"), ("parent_record_id", "itself")),
            new("erp", "orphan", ("company_name", "Orphan"), ("parent_record_id", "nowhere")),
            new("crm", "orphan", ("company_name", "Other system"), ("parent_record_id", "group")),
        ]);

        world.BuildCustomers();

        world.Texts(
            """
            select customers.company_name || ' of ' || parents.company_name
            from mart.customers as customers
            inner join mart.customers as parents on customers.parent_customer_id = parents.customer_id
            """).ShouldBe(["Branch of Group"]);
        world.Texts("select company_name from mart.customers where parent_customer_id is not null").ShouldBe(["Branch"]);
    }

    [Fact]
    public void A_customer_that_only_orders_name_has_no_attributes()
    {
        using var world = new ResolveWorld();
        world.Night([], [new("shop", "2", new(2026, 1, 1))]);

        world.BuildCustomers();

        world.Texts(
            """
            select first_source_system || ' ' || record_count from mart.customers
            where country is null and email is null and created_date is null and known_from_date = date '2026-01-01'
            """).ShouldBe(["shop 1"]);
    }

    /// <summary>A record of the one Ada, created on the first day of a year.</summary>
    private static TestRecord Ada(string system, string id, int year, params (string Column, object? Value)[] columns) =>
        new(system, id, [("email", "ada@example.com"), ("created_at", new DateTime(year, 1, 1)), .. columns]);
}
