using System.Globalization;
using System.Text;

namespace Segmentation.Batch.Tests.Finance;

/// <summary>A made-up company with its ledger: orders, entries, and breaks that are known because they were put there.</summary>
/// <remarks>Everything follows from the seed: how many business units and legal entities there are, whether the ledger writes debit
/// and credit or signed amounts, which calendar it keeps, how prices are rounded, and what is wrong in it. The same document may have
/// two things wrong at once.</remarks>
internal sealed class GeneratedBooks
{
    private static readonly string[] Kinds =
    [
        "amount_differs", "missing_in_ledger", "missing_in_warehouse", "posted_twice", "wrong_period", "wrong_customer",
        "wrong_business_unit", "wrong_legal_entity", "wrong_account", "unknown_account", "sign_flipped", "manual_journal",
        "split", "reversed_and_posted_again",
        "wrong_period+amount_differs", "wrong_customer+wrong_business_unit", "posted_twice+wrong_period", "sign_flipped+wrong_business_unit",
        "sign_flipped+posted_twice", "wrong_customer+amount_differs", "posted_twice+amount_differs",
    ];

    private readonly Random random;
    private readonly bool hasUnits;
    private readonly bool hasEntities;
    private readonly bool hasSides;
    private readonly bool hasWeeks;
    private readonly bool isCommas;
    private readonly int priceDecimals;
    private readonly StringBuilder orders = new("order_id,line,customer,ordered_at,type,product,quantity,price,currency,unit\n");
    private readonly StringBuilder customers = new("id,name\n");
    private readonly StringBuilder entries = new();
    private readonly List<(string Document, string Kind, decimal Amount)> planted = [];
    private int entryNumber;

    public GeneratedBooks(int seed)
    {
        random = new Random(seed);
        (hasUnits, hasEntities, hasSides, hasWeeks, isCommas) =
            (random.Next(3) > 0, random.Next(2) == 0, random.Next(2) == 0, random.Next(3) == 0, random.Next(2) == 0);
        hasEntities &= hasUnits;
        priceDecimals = random.Next(2, 5);
        entries.AppendLine("id;posted;period;account;debit;credit;amount;currency;customer;document;unit;entity;journal".Replace(';', Separator));
        WriteCompany();
    }

    /// <summary>What was put there: document or entry, class, amount to the cent.</summary>
    public IReadOnlyList<string> Planted =>
        [.. planted.Where(item => item.Kind is not ("split" or "reversed_and_posted_again"))
            .Select(item => string.Create(CultureInfo.InvariantCulture, $"{item.Document} {item.Kind} {item.Amount:0.00}")).Order(StringComparer.Ordinal)];

    private char Separator => isCommas ? ';' : ',';

    /// <summary>Writes the files and the configuration.</summary>
    public void WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "orders.csv"), orders.ToString());
        File.WriteAllText(Path.Combine(folder, "customers.csv"), customers.ToString());
        File.WriteAllText(Path.Combine(folder, "ledger.csv"), entries.ToString());
        File.WriteAllText(Path.Combine(folder, "segmentation.yml"), Configuration());
    }

    private string Configuration() => $$"""
        company: Made-up books
        currency: EUR
        exchange_rates: { USD: 0.9 }
        sources:
          shop:
            files: orders.csv
            tables:
              order_lines:
                columns:
                  { order_id: order_id, line_number: line, source_record_id: customer, ordered_at: ordered_at, document_type: type, product_id: product,
                    quantity: quantity, unit_price: price, currency: currency{{(hasUnits ? ", business_unit: unit" : "")}} }
          people:
            system: shop
            files: customers.csv
            tables:
              customers: { columns: { source_record_id: id, company_name: name } }
          books:
            files: ledger.csv
            delimiter: "{{Separator}}"
            decimal_mark: "{{(isCommas ? ',' : '.')}}"
            tables:
              gl_entries:
                columns:
                  { entry_id: id, posting_date: posted, {{(hasWeeks ? "" : "period: period, ")}}account: account, {{(hasSides ? "debit_amount: debit, credit_amount: credit" : "amount: amount")}},
                    currency: currency, erp_customer_number: customer, document_id: document, business_unit: unit, legal_entity: entity }
        schemes:
          size: { kind: rules, segments: [ { code: BIG, label: Big, when: net_spend_amount > 500 }, { code: SMALL, label: Small } ] }
        profit: {}
        finance:
          accounts: { 4000-4999: revenue, 85*: returns, "6000": marketing }
          collective_customers: [ALL]
          {{(hasEntities ? "legal_entities: { NORTH: E1, SOUTH: E1, WEB: E2 }" : "")}}
          {{(hasWeeks ? "calendar: { kind: weeks, weeks: [4, 4, 5], year_starts: ['2024-12-30', '2025-12-29', '2026-12-28'] }" : "")}}
        """;

    private void WriteCompany()
    {
        int customerCount = random.Next(15, 40);
        for (int customer = 0; customer < customerCount; customer++)
        {
            customers.AppendLine(CultureInfo.InvariantCulture, $"K{customer:000},Customer {customer}");
        }

        int documentCount = random.Next(120, 300);
        Dictionary<int, string> kinds = Plan(documentCount);
        for (int number = 0; number < documentCount; number++)
        {
            var document = new Document(this, number, customerCount);
            document.WriteOrders(orders);
            Post(document, kinds.GetValueOrDefault(number, ""));
        }

        // The ledger reaches past the last document.
        Entry(new DateOnly(2026, 6, 30), "6000", -12.5m, "", "RENT-1", "NORTH", "E1");
    }

    /// <summary>Each kind on its own document; the last months are left in peace, since a wrong period must still lie before the end.</summary>
    private Dictionary<int, string> Plan(int documentCount)
    {
        int[] chosen = [.. Enumerable.Range(0, documentCount)];
        random.Shuffle(chosen);
        string[] kinds = [.. Kinds.Where(IsPossible)];
        return Enumerable.Range(0, Math.Min(chosen.Length, kinds.Length * 2))
            .Where(_ => random.Next(4) > 0)
            .ToDictionary(index => chosen[index], index => kinds[index % kinds.Length]);
    }

    private bool IsPossible(string kind) =>
        (hasUnits || !kind.Contains("business_unit", StringComparison.Ordinal)) && (hasEntities || kind != "wrong_legal_entity");

    private void Post(Document document, string kind)
    {
        decimal amount = document.Amount;
        // Of a guest the warehouse knows no customer; nothing can be wrong with it.
        string[] kinds = [.. kind.Split('+').Where(wrong => wrong != "wrong_customer" || document.Customer >= 0)];
        DateOnly posted = kinds.Contains("wrong_period") ? document.Day.AddMonths(1).AddDays(10) : document.Day;
        string unit = kinds.Contains("wrong_business_unit") ? document.Unit == "NORTH" ? "SOUTH" : "NORTH" : document.Unit;
        // Another unit of the same entity, or the entity would be wrong too.
        string entity = kinds.Contains("wrong_legal_entity") ? "E9" : document.Entity;
        if (kinds.Contains("wrong_business_unit") && hasEntities && document.Unit == "WEB")
        {
            entity = document.Entity;
        }

        string customer = kinds.Contains("wrong_customer") ? $"K{(document.Customer + 1) % document.CustomerCount:000}" : document.CustomerNumber;
        decimal right = amount;
        if (kinds.Contains("amount_differs"))
        {
            decimal difference = Math.Round(amount * random.Next(5, 40) / 100m, 2, MidpointRounding.AwayFromZero);
            right = amount - (difference == 0 ? 0.01m * Math.Sign(amount) * 2 : difference);
            planted.Add((document.Id, "amount_differs", amount - right));
        }

        decimal sign = kinds.Contains("sign_flipped") ? -1 : 1;
        void One(decimal part, DateOnly? on = null) => Entry(on ?? posted, Account(sign * part, kind), sign * part, customer, document.Id, unit, entity);
        switch (kind)
        {
            case "missing_in_ledger":
                planted.Add((document.Id, kind, amount));
                return;
            case "manual_journal":
                decimal journal = random.Next(1, 90_000) / 100m;
                Entry(document.Day, "4100", journal, "", $"MJ/{document.Number}/X", document.Unit, document.Entity);
                planted.Add(($"MJ/{document.Number}/X", kind, -journal));
                break;
            case "missing_in_warehouse":
                string strange = $"INV-{900000 + document.Number}";
                Entry(document.Day, "4000", 33.33m, document.CustomerNumber, strange, document.Unit, document.Entity);
                planted.Add((strange, kind, -33.33m));
                break;
            case "split":
                decimal part = Math.Round(right * 0.3m, 2, MidpointRounding.AwayFromZero);
                One(part);
                One(right - part);
                return;
            case "reversed_and_posted_again":
                One(right);
                One(-right);
                break;
        }

        One(right);
        foreach (string wrong in kinds.Where(wrong => wrong is "wrong_period" or "wrong_customer" or "wrong_business_unit" or "wrong_legal_entity" or "wrong_account" or "unknown_account"))
        {
            planted.Add((document.Id, wrong, right));
        }

        if (kinds.Contains("sign_flipped"))
        {
            planted.Add((document.Id, "sign_flipped", 2 * right));
        }

        if (kinds.Contains("posted_twice"))
        {
            One(right);
            planted.Add((document.Id, "posted_twice", -sign * right));
        }
    }

    private static string Account(decimal amount, string kind) => kind switch
    {
        "wrong_account" => "6000",
        "unknown_account" => "9999",
        _ => amount < 0 ? "8500" : "4000",
    };

    private void Entry(DateOnly day, string account, decimal amount, string customer, string document, string unit, string entity)
    {
        string Number(decimal value) => value.ToString("0.00", CultureInfo.InvariantCulture).Replace('.', isCommas ? ',' : '.');
        entries.AppendLine(string.Join(Separator, $"E{entryNumber++:000000}", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            day.ToString("yyyy-MM", CultureInfo.InvariantCulture), account, amount < 0 ? Number(-amount) : "", amount >= 0 ? Number(amount) : "",
            Number(amount), "EUR", customer, document, unit, entity, $"J{entryNumber / 2}"));
    }

    /// <summary>One order or credit note.</summary>
    private sealed class Document
    {
        private readonly List<(int Quantity, decimal Price)> lines = [];

        public Document(GeneratedBooks books, int number, int customerCount)
        {
            (Number, CustomerCount) = (number, customerCount);
            IsCredit = books.random.Next(8) == 0;
            Id = IsCredit ? $"CN-{number:000000}" : $"INV-{number:000000}";
            Customer = books.random.Next(6) == 0 ? -1 : books.random.Next(customerCount);
            Day = new DateOnly(2026, 1, 1).AddDays(books.random.Next(120));
            Unit = new[] { "NORTH", "SOUTH", "WEB" }[books.random.Next(3)];
            Entity = Unit == "WEB" ? "E2" : "E1";
            for (int line = books.random.Next(1, 6); line > 0; line--)
            {
                decimal price = Math.Round(books.random.Next(100, 99_999) / 100m + books.random.Next(100) / 10_000m, books.priceDecimals);
                lines.Add((books.random.Next(1, 9) * (IsCredit ? -1 : 1), price));
            }

            Amount = Math.Round(lines.Sum(line => line.Quantity * line.Price), 2, MidpointRounding.AwayFromZero);
        }

        public int Number { get; }

        public int CustomerCount { get; }

        public bool IsCredit { get; }

        public string Id { get; }

        public int Customer { get; }

        public string CustomerNumber => Customer < 0 ? "ALL" : $"K{Customer:000}";

        public DateOnly Day { get; }

        public string Unit { get; }

        public string Entity { get; }

        /// <summary>To the cent, as the ledger posts it.</summary>
        public decimal Amount { get; }

        public void WriteOrders(StringBuilder orders)
        {
            for (int line = 0; line < lines.Count; line++)
            {
                orders.AppendLine(string.Create(CultureInfo.InvariantCulture,
                    $"{Id},{line + 1},{(Customer < 0 ? "" : CustomerNumber)},{Day:yyyy-MM-dd},{(IsCredit ? "credit" : "sale")},P{line},{lines[line].Quantity},{lines[line].Price},EUR,{Unit}"));
            }
        }
    }
}
