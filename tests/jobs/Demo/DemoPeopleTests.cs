using System.Globalization;
using Segmentation.Jobs.Demo;

namespace Segmentation.Jobs.Tests.Demo;

/// <summary>Who is in which system, and by what the records are one.</summary>
[Collection(DemoCompanyGroup.Name)]
public sealed class DemoPeopleTests(DemoCompanyFixture company)
{
    [Fact]
    public void Groups_have_their_planted_shares()
    {
        IReadOnlyList<IReadOnlyDictionary<string, string>> groups = company.Files.Truth("groups");
        ILookup<string, string> people = company.Files.Truth("customers").ToLookup(row => row["group"], row => row["person_id"]);

        groups.Sum(group => decimal.Parse(group["share"], CultureInfo.InvariantCulture)).ShouldBe(1m);
        foreach (IReadOnlyDictionary<string, string> group in groups)
        {
            int count = people[group["group"]].Count();
            count.ShouldBe(int.Parse(group["people"], CultureInfo.InvariantCulture));

            // Four standard deviations of a share of 2,500 draws are at most 0.032.
            ((double)count / company.Files.Options.Customers)
                .ShouldBe(double.Parse(group["share"], CultureInfo.InvariantCulture), 0.032, group["group"]);
        }
    }

    [Fact]
    public void Everyone_but_prospects_has_ordered()
    {
        HashSet<string> buyers = [.. company.Files.Truth("behaviour").Select(row => row["person_id"])];
        foreach (IReadOnlyDictionary<string, string> person in company.Files.Truth("customers"))
        {
            buyers.Contains(person["person_id"]).ShouldBe(person["group"] != "prospect", person["person_id"]);
        }
    }

    [Fact]
    public void Two_of_five_people_are_in_both_systems()
    {
        int both = company.Files.Truth("customers").Count(row => row["crm_ids"].Length > 0 && row["shop_ids"].Length > 0);

        ((double)both / company.Files.Options.Customers).ShouldBe(0.4, 0.04);
    }

    /// <summary>Goal: what the truth says about linking follows from the files.
    /// Method: join records by trimmed lower-case e-mail and by loyalty number, and count what hangs together.</summary>
    [Fact]
    public void Exact_rules_make_as_many_customers_of_a_person_as_the_truth_says()
    {
        Dictionary<string, (string Email, string Loyalty)> records = ReadRecords();
        Dictionary<string, string> owners = [];
        foreach (IReadOnlyDictionary<string, string> person in company.Files.Truth("customers"))
        {
            string[] ids = [.. $"{person["crm_ids"]}|{person["shop_ids"]}".Split('|', StringSplitOptions.RemoveEmptyEntries)];
            ids.ShouldNotBeEmpty();
            foreach (string key in ids.SelectMany(id => Keys(records[id])).Distinct())
            {
                owners.TryAdd(key, person["person_id"]).ShouldBeTrue($"{key} is shared by two people");
            }

            int customers = CountComponents([.. ids.Select(id => Keys(records[id]))]);
            customers.ShouldBe(int.Parse(person["customer_count"], CultureInfo.InvariantCulture), person["person_id"]);
            (customers == 1).ShouldBe(person["is_linkable"] == "true");
            foreach (string id in ids)
            {
                records.Remove(id).ShouldBeTrue($"{id} belongs to two people");
            }
        }

        records.ShouldBeEmpty();
    }

    [Fact]
    public void Withdrawals_in_the_truth_are_the_withdrawals_in_the_file()
    {
        List<string[]> events =
            [.. company.Files.Lines("consents/consents.csv.gz").Skip(1).Select(line => DemoFiles.Split(line))];
        IEnumerable<string> inFile = events.Where(fields => fields[5].Length > 0).Select(fields => $"{fields[0]} {fields[5]}");
        List<string> inTruth =
            [.. company.Files.Truth("consents").Select(row => $"{row["source_record_id"]} {row["withdrawn_at"]}")];

        inTruth.ShouldBe(inFile);
        inTruth.Count.ShouldBeInRange(15, 65);

        Dictionary<string, string> people = company.Files.Truth("customers")
            .SelectMany(row => $"{row["crm_ids"]}|{row["shop_ids"]}".Split('|').Select(record => (record, row["person_id"])))
            .Where(pair => pair.record.Length > 0).ToDictionary();
        ILookup<string, string> granted = events.ToLookup(fields => people[fields[0]], fields => fields[3]);
        foreach (IReadOnlyDictionary<string, string> row in company.Files.Truth("consents"))
        {
            granted[row["person_id"]].Max(StringComparer.Ordinal).ShouldBeLessThan(row["withdrawn_at"], StringComparer.Ordinal);
        }
    }

    [Fact]
    public void The_configuration_names_every_file_and_as_many_clusters_as_groups_buy()
    {
        string yaml = string.Join('\n', company.Files.Lines("segmentation.yml"));

        foreach (string pattern in company.Files.Truth("files").Select(file => file["file"]))
        {
            string folder = pattern[..pattern.LastIndexOf('/')];
            (yaml.Contains($"[{pattern}]", StringComparison.Ordinal) || yaml.Contains($"[{folder}/*.csv.gz]", StringComparison.Ordinal))
                .ShouldBeTrue(pattern);
        }

        yaml.ShouldContain($"k: {DemoGroups.BuyingCount}");
        yaml.ShouldContain("CHF: 1.0500");
    }

    private Dictionary<string, (string Email, string Loyalty)> ReadRecords()
    {
        Dictionary<string, (string Email, string Loyalty)> records = [];
        foreach (string[] fields in company.Files.Lines("crm/customers.csv.gz").Skip(1).Select(line => DemoFiles.Split(line, ';')))
        {
            records.Add(fields[0], (fields[5], fields[15].Length == 0 ? "" : fields[15].Split('"')[3]));
        }

        foreach (string[] fields in company.Files.Lines("shop/accounts.csv.gz").Skip(1).Select(line => DemoFiles.Split(line)))
        {
            records.Add(fields[0], (fields[1].Trim().ToLowerInvariant(), fields[12]));
        }

        return records;
    }

    private static string[] Keys((string Email, string Loyalty) record) =>
        [.. new[] { record.Email, record.Loyalty }.Where(key => key.Length > 0)];

    /// <summary>Groups of records that hang together by shared keys.</summary>
    private static int CountComponents(List<string[]> records)
    {
        int count = 0;
        while (records.Count > 0)
        {
            HashSet<string> keys = [.. records[0]];
            records.RemoveAt(0);
            while (records.Find(record => record.Any(keys.Contains)) is string[] joined)
            {
                keys.UnionWith(joined);
                records.Remove(joined);
            }

            count++;
        }

        return count;
    }
}
