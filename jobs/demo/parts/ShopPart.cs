namespace Segmentation.Jobs.Demo;

/// <summary>The web shop's accounts: <c>shop/accounts.csv.gz</c>, one row per account.</summary>
/// <remarks>People typed these themselves: e-mail in any case and with blanks around it, names without umlauts.</remarks>
public sealed class ShopPart : IDemoPart
{
    public const string FilePath = "shop/accounts.csv.gz";

    private static readonly string[] Header =
    [
        "account_id", "email", "first_name", "last_name", "phone", "street", "zip", "city", "country", "birth_date",
        "registered_at", "last_change_at", "loyalty_card",
    ];

    public void Write(DemoWorld world, DemoFolder folder, CancellationToken cancellationToken)
    {
        using DemoCsvWriter csv = folder.OpenCsv(FilePath, Header);
        DemoStream habits = world.Stream("shop", "habits");
        foreach (DemoPerson person in world.AllPeople().Where(person => person.InShop))
        {
            cancellationToken.ThrowIfCancellationRequested();
            DemoContact contact = world.Contacts[person];
            string email = person.HasOtherShopEmail ? contact.OtherEmail : person.HasShopEmail ? contact.Email : "";
            for (int record = 0; record < person.RecordCount(DemoSystem.Shop); record++)
            {
                DemoRandom habit = habits.For(person.Index, record);
                bool isPlain = habit.Chance(300);
                DateOnly registered = world.RecordDate(person, DemoSystem.Shop, record);
                DateOnly changed = CrmPart.ChangeDay(world, registered, habit.Below(200));

                csv.Text(world.Contacts.RecordId(DemoSystem.Shop, person.Index, record)).Text(AsTyped(email, ref habit))
                    .Text(isPlain ? DemoContacts.ToAscii(contact.GivenName) : contact.GivenName)
                    .Text(isPlain ? DemoContacts.ToAscii(contact.FamilyName) : contact.FamilyName)
                    .Text(contact.Phone).Text(contact.Street).Text(contact.Town.Postcode).Text(contact.Town.Name)
                    .Text(contact.Country).Day(contact.BirthDate).Day(registered).Day(changed)
                    .Text(person.HasShopLoyalty && record == 0 ? contact.LoyaltyNumber : "").EndRow();
            }
        }

        folder.Deliver(new DemoFile(FilePath, "customers", "full", world.SnapshotDates[0], csv.RowCount, 0));
    }

    /// <summary>Six of ten type an address as it is; the others add capitals, blanks or both.</summary>
    private static string AsTyped(string email, ref DemoRandom habit) => email.Length == 0 ? "" : habit.Below(10) switch
    {
        0 => email.ToUpperInvariant(),
        1 => char.ToUpperInvariant(email[0]) + email[1..],
        2 => $" {email} ",
        3 => $"  {email.ToUpperInvariant()}",
        _ => email,
    };
}
