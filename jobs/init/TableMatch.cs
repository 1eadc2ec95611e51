using Segmentation.Jobs.Configuration;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Init;

/// <summary>Finds which contract table a shape of files fills, and from which columns.</summary>
/// <remarks>A column's name proposes, its values dispose: a column called date that holds no dates is not mapped to one.</remarks>
internal static class TableMatch
{
    private const double Enough = 0.5;

    /// <summary>The table that a sample is about; null when it is about none.</summary>
    public static TableProposal? Of(SourceSample sample) => SourceContract.Tables
            .Select(table => (Proposal: Propose(table, sample), Score: Score(table, sample)))
            .Where(candidate => candidate.Proposal is not null && candidate.Score > 0)
            .OrderByDescending(candidate => candidate.Score)
            .Select(candidate => candidate.Proposal).FirstOrDefault();

    /// <summary>Customers or products as far as order lines describe them, for a company that brings no file of them.</summary>
    /// <param name="tableName">customers or products.</param>
    /// <param name="key">The contract column that both tables have.</param>
    /// <param name="sample">The files of order lines.</param>
    /// <param name="lines">How they fill order_lines.</param>
    public static TableProposal? OnLines(string tableName, string key, SourceSample sample, TableProposal lines)
    {
        if (lines.SourceOf(key) is not { } id)
        {
            return null;
        }

        ContractTable table = SourceContract.Find(tableName)!;
        // A column of the line itself, such as its price or its date, says nothing lasting about a customer or a product.
        HashSet<string> taken = [.. lines.Columns.Where(column => column.Column != "region").Select(column => column.Sql)];
        Dictionary<string, ColumnProfile> found = Assign(table, sample, profile => !taken.Contains(profile.Name));
        string[] described = [.. InOrder(table, found).Select(column => column.Contract).Where(column => column is not ("created_at" or "updated_at") && column != key)];
        if (described.Length == 0)
        {
            return null;
        }

        return new TableProposal(
            table, [(key, id), .. described.Select(column => (column, found[column].Name))], IsDistinct: true,
            [new Doubt(tableName, $"No file of {tableName} was given; they are read from the order lines, one row for each way in which they are described.")])
        {
            Where = $"{KeyColumn(sample, id)} is not null",
        };
    }

    /// <summary>The column that a key is taken from, also when SQL takes it.</summary>
    private static string KeyColumn(SourceSample sample, string id) =>
        sample.Columns.FirstOrDefault(column => column.Name == id || id.Contains($"({Column(column)},", StringComparison.Ordinal)) is { } profile
            ? Column(profile) : id;

    /// <summary>When an order is numbered and priced, and one column alone holds times, that is when it was placed.</summary>
    private static void AddOnlyTime(ContractTable table, SourceSample sample, Dictionary<string, ColumnProfile> found, List<Doubt> doubts)
    {
        ColumnProfile[] times = [.. sample.Columns.Where(column => column.IsTime && !found.ContainsValue(column))];
        if (table.Name == "order_lines" && found.ContainsKey("order_id") && HasMoney(found) && !found.ContainsKey("ordered_at") && times is [var only])
        {
            found["ordered_at"] = only;
            doubts.Add(new Doubt("ordered_at", $"{only.Name} is the only column of times, and is taken as the time of the order."));
        }
    }

    private static double Score(ContractTable table, SourceSample sample)
    {
        Dictionary<string, ColumnProfile> found = Assign(table, sample, _ => true);
        double columns = found.Sum(column => ContractWords.Likeness(table.Name, column.Key, column.Value.Name));
        // A sheet of orders also has a customer number; what tells is which table its columns fill best.
        return columns + (ContractWords.IsNamed(table.Name, sample.Path) ? 3 : 0) + (table.Name == "order_lines" && HasMoney(found) ? 1 : 0);
    }

    private static TableProposal? Propose(ContractTable table, SourceSample sample)
    {
        Dictionary<string, ColumnProfile> found = Assign(table, sample, _ => true);
        var doubts = new List<Doubt>();
        AddOnlyTime(table, sample, found, doubts);
        var columns = InOrder(table, found).Select(column => (column.Contract, column.Profile.Name)).ToList();
        if (!IsFit(table, sample, found, columns, doubts))
        {
            return null;
        }

        MendDecimalIds(columns, found, doubts);
        AddTimeDoubts(found, doubts);
        AddKeyDoubt(table, sample, found, doubts);
        return new TableProposal(table, columns, IsDistinct: false, doubts);
    }

    private static bool IsFit(
        ContractTable table, SourceSample sample, Dictionary<string, ColumnProfile> found, List<(string Column, string Sql)> columns, List<Doubt> doubts)
    {
        switch (table.Name)
        {
            case "order_lines":
                return found.ContainsKey("ordered_at") && HasMoney(found) && AddOrderId(found, columns, doubts);
            case "customers":
                AddFullName(sample, found, columns, doubts);
                return found.ContainsKey("source_record_id") && columns.Count > 1;
            case "products":
                return found.ContainsKey("product_id") && found.ContainsKey("product_name") && !found.ContainsKey("quantity");
            default:
                return table.Columns.Where(column => column.IsRequired).All(column => found.ContainsKey(column.Name));
        }
    }

    private static bool HasMoney(Dictionary<string, ColumnProfile> found) =>
        found.ContainsKey("line_amount") || (found.ContainsKey("quantity") && found.ContainsKey("unit_price"));

    /// <summary>Without a number of its own each row is an order: right for a list of purchases, wrong for lines of one receipt.</summary>
    private static bool AddOrderId(Dictionary<string, ColumnProfile> found, List<(string Column, string Sql)> columns, List<Doubt> doubts)
    {
        if (!found.ContainsKey("order_id"))
        {
            columns.Insert(0, ("order_id", "cast(source_row as varchar)"));
            doubts.Add(new Doubt("order_id", "No column names the order; each row is taken as an order of its own."));
        }

        if (!found.ContainsKey("source_record_id"))
        {
            doubts.Add(new Doubt("source_record_id", "No column names the customer; all lines would be guests."));
        }

        if (!found.ContainsKey("line_amount"))
        {
            columns.Add(("line_amount", $"number({Column(found["quantity"])}) * number({Column(found["unit_price"])})"));
            doubts.Add(new Doubt("line_amount", "No column holds the line's amount; it is quantity times unit price."));
        }

        return true;
    }

    private static void AddFullName(
        SourceSample sample, Dictionary<string, ColumnProfile> found, List<(string Column, string Sql)> columns, List<Doubt> doubts)
    {
        ColumnProfile? whole = sample.Columns.FirstOrDefault(column =>
            column.Name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant() is "name" or "fullname" or "customername" or "contactname");
        if (whole is null || found.ContainsKey("family_name") || found.ContainsKey("given_name"))
        {
            return;
        }

        string name = $"trim({Column(whole)})";
        columns.Add(("given_name", $"case when contains({name}, ' ') then regexp_extract({name}, '^(.*) [^ ]+$', 1) end"));
        columns.Add(("family_name", $"regexp_extract({name}, '([^ ]+)$', 1)"));
        doubts.Add(new Doubt("given_name, family_name", $"{whole.Name} holds the whole name; its last word is taken as the family name."));
    }

    /// <summary>A spreadsheet or notebook that met an empty cell writes whole numbers as 17850.0.</summary>
    private static void MendDecimalIds(List<(string Column, string Sql)> columns, Dictionary<string, ColumnProfile> found, List<Doubt> doubts)
    {
        for (int place = 0; place < columns.Count; place++)
        {
            string contract = columns[place].Column;
            if (contract.EndsWith("_id", StringComparison.Ordinal) && found.TryGetValue(contract, out ColumnProfile? profile) && profile.IsWholeWithPoint)
            {
                columns[place] = (contract, $"regexp_extract({Column(profile)}, '^[0-9]+')");
                doubts.Add(new Doubt(contract, $"{profile.Name} is written with a decimal point (17850.0); the digits before it are taken."));
            }
        }
    }

    private static void AddTimeDoubts(Dictionary<string, ColumnProfile> found, List<Doubt> doubts)
    {
        foreach ((string contract, ColumnProfile profile) in found.Where(column => column.Value.IsDayOrMonthFirst && !column.Value.TimeFormats[0].Contains("%d.", StringComparison.Ordinal)))
        {
            doubts.Add(new Doubt(contract, $"The values of {profile.Name} do not tell day from month; {profile.TimeFormats[0]} is assumed."));
        }
    }

    private static void AddKeyDoubt(ContractTable table, SourceSample sample, Dictionary<string, ColumnProfile> found, List<Doubt> doubts)
    {
        if (table.Key is [var key] && found.TryGetValue(key, out ColumnProfile? profile) && !profile.IsUnique && sample.IsWhole)
        {
            string what = table.KeepsVersions ? "later rows replace earlier ones" : "rows that repeat it go to quarantine";
            doubts.Add(new Doubt(key, $"{profile.Name} is not unique ({profile.Distinct.Count:N0} values in {profile.RowCount:N0} rows): {what}."));
        }
    }

    /// <summary>Gives each contract column the column of the files that is most like it, the likest first.</summary>
    private static Dictionary<string, ColumnProfile> Assign(ContractTable table, SourceSample sample, Func<ColumnProfile, bool> isFree)
    {
        var candidates =
            from contract in table.Columns
            from profile in sample.Columns
            where isFree(profile) && IsKind(contract, profile)
            let likeness = Math.Max(ContractWords.Likeness(table.Name, contract.Name, profile.Name), contract.Name == "email" && profile.IsEmail ? 0.9 : 0)
            where likeness >= Enough
            orderby likeness descending, profile.FilledCount descending, profile.Name
            select (Contract: contract.Name, Profile: profile);
        var found = new Dictionary<string, ColumnProfile>();
        foreach ((string contract, ColumnProfile profile) in candidates)
        {
            if (!found.ContainsValue(profile))
            {
                found.TryAdd(contract, profile);
            }
        }

        return found;
    }

    private static bool IsKind(ContractColumn contract, ColumnProfile profile) => profile.FilledCount == 0
        ? contract is { IsRequired: false }
        : contract.Type switch
        {
            ContractType.WholeNumber => profile.IsWhole,
            ContractType.Money or ContractType.Quantity => profile.IsNumber && !(profile.IsTime && profile.TimeFormats.Contains("%Y%m%d")),
            ContractType.Day or ContractType.Instant => profile.IsTime,
            _ when contract.Name == "currency" => profile.IsCurrency,
            _ when contract.Name == "email" => profile.IsEmail,
            _ when contract.Allowed.Length > 0 => profile.Distinct.All(value => contract.Allowed.Contains(value)),
            _ => true,
        };

    private static IEnumerable<(string Contract, ColumnProfile Profile)> InOrder(ContractTable table, Dictionary<string, ColumnProfile> found) =>
        table.Columns.Where(column => found.ContainsKey(column.Name)).Select(column => (column.Name, found[column.Name]));

    /// <summary>A column within SQL: quoted when its name is no plain word.</summary>
    private static string Column(ColumnProfile profile) =>
        profile.Name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_') && !char.IsAsciiDigit(profile.Name[0])
            ? profile.Name : SqlText.Identifier(profile.Name);
}
