using System.Globalization;
using System.Text;

namespace Segmentation.Jobs.Demo;

/// <summary>The CRM's customers: <c>crm/customers.csv.gz</c>, one row per record.</summary>
/// <remarks>German column names, semicolons, Latin-1, days as 31.01.2026; the loyalty number is in a JSON column.</remarks>
public sealed class CrmPart : IDemoPart
{
    public const string FilePath = "crm/customers.csv.gz";

    private static readonly string[] Header =
    [
        "Kundennummer", "Art", "Firma", "Vorname", "Nachname", "E-Mail", "Telefon", "Straße", "PLZ", "Ort", "Bundesland", "Land",
        "Geburtsdatum", "Angelegt", "Geändert", "Merkmale",
    ];

    public void Write(DemoWorld world, DemoFolder folder, CancellationToken cancellationToken)
    {
        using DemoCsvWriter csv = folder.OpenCsv(FilePath, Header, ';', Encoding.Latin1, ',');
        DemoStream changes = world.Stream("crm", "changes");
        foreach (DemoPerson person in world.AllPeople().Where(person => person.InCrm))
        {
            cancellationToken.ThrowIfCancellationRequested();
            DemoContact contact = world.Contacts[person];
            for (int record = 0; record < person.RecordCount(DemoSystem.Crm); record++)
            {
                DateOnly created = world.RecordDate(person, DemoSystem.Crm, record);
                DemoRandom change = changes.For(person.Index, record);
                DateOnly changed = ChangeDay(world, created, change.Below(200));
                bool hasLoyalty = person.HasCrmLoyalty && record == 0;

                csv.Text(world.Contacts.RecordId(DemoSystem.Crm, person.Index, record))
                    .Text(person.IsCompany ? "F" : "P").Text(contact.CompanyName).Text(contact.GivenName).Text(contact.FamilyName)
                    .Text(person.HasCrmEmail ? contact.Email : "").Text(contact.Phone).Text(contact.Street)
                    .Text(contact.Town.Postcode).Text(contact.Town.Name).Text(contact.Town.Region).Text(contact.Country)
                    .Text(person.IsCompany ? "" : German(contact.BirthDate)).Text(German(created)).Text(German(changed))
                    .Text(hasLoyalty ? $"{{\"loyalty_number\":\"{contact.LoyaltyNumber}\"}}" : "").EndRow();
            }
        }

        folder.Deliver(new DemoFile(FilePath, "customers", "full", world.SnapshotDates[0], csv.RowCount, 0));
    }

    /// <summary>A day as the CRM writes it: 31.01.2026.</summary>
    internal static string German(DateOnly day) => day.ToString("dd.MM.yyyy", CultureInfo.InvariantCulture);

    /// <summary>Some days after a record was made, but before the first night, which must know what a record says.</summary>
    internal static DateOnly ChangeDay(DemoWorld world, DateOnly created, int days)
    {
        DateOnly last = world.SnapshotDates[0].AddDays(-1);
        return created > last ? created : Earlier(created.AddDays(days), last);
    }

    /// <summary>The earlier of two days.</summary>
    internal static DateOnly Earlier(DateOnly left, DateOnly right) => left < right ? left : right;
}
