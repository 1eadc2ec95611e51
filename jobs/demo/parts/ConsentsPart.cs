using System.Globalization;

namespace Segmentation.Jobs.Demo;

/// <summary>Consent events: <c>consents/consents.csv.gz</c>, and who withdrew: <c>truth/consents.csv</c>.</summary>
/// <remarks>Every record grants the purpose segmentation when it is made; 15 people of a thousand withdraw it on one record.</remarks>
public sealed class ConsentsPart : IDemoPart
{
    public const string FilePath = "consents/consents.csv.gz";
    public const string Purpose = "segmentation";

    private const int EarlyWithdrawals = 12;
    private const int LateWithdrawals = 3;

    private static readonly DemoSystem[] Systems = [DemoSystem.Crm, DemoSystem.Shop];

    public void Write(DemoWorld world, DemoFolder folder, CancellationToken cancellationToken)
    {
        using DemoCsvWriter csv = folder.OpenCsv(
            FilePath, ["record_id", "purpose", "basis", "granted_at", "expires_at", "withdrawn_at"]);
        using DemoCsvWriter truth = folder.OpenCsv(
            "truth/consents.csv", ["person_id", "source_system", "source_record_id", "purpose", "withdrawn_at"]);
        DemoStream withdrawals = world.Stream("consents", "withdrawals");

        foreach (DemoPerson person in world.AllPeople())
        {
            cancellationToken.ThrowIfCancellationRequested();
            WriteGrants(world, csv, person);

            DemoRandom random = withdrawals.For(person.Index);
            int draw = random.Below(1000);
            if (draw < EarlyWithdrawals + LateWithdrawals)
            {
                DemoSystem system = person.InShop ? DemoSystem.Shop : DemoSystem.Crm;
                string record = world.Contacts.RecordId(system, person.Index, 0);
                string granted = Text(world.RecordDate(person, system, 0), 9);
                string withdrawn = Text(WithdrawalDay(world, person, draw < EarlyWithdrawals, ref random), 12);
                csv.Text(record).Text(Purpose).Text("consent").Text(granted).Text("").Text(withdrawn).EndRow();
                truth.Text(PeopleTruthPart.PersonId(person.Index)).Text(system == DemoSystem.Shop ? "shop" : "crm")
                    .Text(record).Text(Purpose).Text(withdrawn).EndRow();
            }
        }

        folder.Deliver(new DemoFile(FilePath, "consents", "full", world.SnapshotDates[0], csv.RowCount, 0));
    }

    private static void WriteGrants(DemoWorld world, DemoCsvWriter csv, in DemoPerson person)
    {
        foreach (DemoSystem system in Systems)
        {
            for (int record = 0; record < person.RecordCount(system); record++)
            {
                csv.Text(world.Contacts.RecordId(system, person.Index, record)).Text(Purpose).Text("consent")
                    .Text(Text(world.RecordDate(person, system, record), 9)).Text("").Text("").EndRow();
            }
        }
    }

    /// <summary>A day after the last of the person's grants, so that none stands; a late one is between the nights.</summary>
    private static DateOnly WithdrawalDay(DemoWorld world, in DemoPerson person, bool isEarly, ref DemoRandom random)
    {
        DateOnly first = isEarly ? DateOnly.MinValue : world.SnapshotDates[0].AddDays(-1);
        foreach (DemoSystem system in Systems)
        {
            for (int record = 0; record < person.RecordCount(system); record++)
            {
                DateOnly after = world.RecordDate(person, system, record).AddDays(1);
                first = after > first ? after : first;
            }
        }

        return first.AddDays(random.Below(Math.Max(1, world.Options.LastSnapshot.DayNumber - first.DayNumber)));
    }

    private static string Text(DateOnly day, int hour) =>
        day.ToDateTime(new TimeOnly(hour, 0)).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
