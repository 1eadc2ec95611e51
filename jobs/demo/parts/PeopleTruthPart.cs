using System.Globalization;

namespace Segmentation.Jobs.Demo;

/// <summary>Who is who: <c>truth/customers.csv</c> and <c>truth/groups.csv</c>.</summary>
public sealed class PeopleTruthPart : IDemoPart
{
    public void Write(DemoWorld world, DemoFolder folder, CancellationToken cancellationToken)
    {
        int[] counts = new int[DemoGroups.All.Count];
        using DemoCsvWriter customers = folder.OpenCsv(
            "truth/customers.csv", ["person_id", "group", "crm_ids", "shop_ids", "is_linkable", "linked_by", "customer_count"]);
        foreach (DemoPerson person in world.AllPeople())
        {
            cancellationToken.ThrowIfCancellationRequested();
            counts[person.Group]++;
            customers.Text(PersonId(person.Index)).Text(DemoGroups.All[person.Group].Name)
                .Text(RecordIds(world, person, DemoSystem.Crm)).Text(RecordIds(world, person, DemoSystem.Shop))
                .Flag(person.IsLinkable).Text(LinkName(person.Link)).Whole(CustomerCount(person)).EndRow();
        }

        using DemoCsvWriter groups = folder.OpenCsv(
            "truth/groups.csv", ["group", "share", "people", "is_buying", "description"]);
        for (int group = 0; group < counts.Length; group++)
        {
            DemoGroup planted = DemoGroups.All[group];
            groups.Text(planted.Name).Scaled(planted.Share, 3).Whole(counts[group]).Flag(planted.MaxOrders > 0)
                .Text(planted.Description).EndRow();
        }
    }

    /// <summary>A person's id in the truth: P0000001 is the first.</summary>
    internal static string PersonId(int person) => "P" + (person + 1).ToString("D7", CultureInfo.InvariantCulture);

    /// <summary>Customers that exact rules make of a person.</summary>
    internal static int CustomerCount(in DemoPerson person) => person.IsLinkable ? 1 : 2;

    private static string RecordIds(DemoWorld world, DemoPerson person, DemoSystem system) => string.Join(
        '|',
        Enumerable.Range(0, person.RecordCount(system))
            .Select(record => world.Contacts.RecordId(system, person.Index, record)));

    private static string LinkName(DemoLink link) => link switch
    {
        DemoLink.OneSystem => "single",
        DemoLink.Email => "email",
        DemoLink.LoyaltyNumber => "loyalty_number",
        DemoLink.Both => "email+loyalty_number",
        _ => "none",
    };
}
