using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Ingest;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Tests.Ingest;

/// <summary>How a company's columns become the contract's.</summary>
public sealed class MappingTests : IDisposable
{
    private readonly IngestBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public void Columns_are_found_by_name_in_any_order_and_case()
    {
        bench.Write("in/a.csv", "id,line,at,amount\n1,1,2026-01-05,1\n");
        bench.Write("in/b.csv", "AMOUNT, extra ,At,ID,Line\n2,x,2026-01-05,2,1\n");
        bench.Run();
        bench.Texts("select order_id || ' ' || line_amount from raw.order_lines order by 1").ShouldBe(["1 1.0000", "2 2.0000"]);
    }

    [Fact]
    public void Two_columns_whose_names_differ_in_case_only_are_two_columns()
    {
        Use("customers", ("source_record_id", "id"), ("city", "ID"));
        bench.Write("in/a.csv", "ID,id\nBonn,7\n");
        bench.Run();
        bench.Texts("select source_record_id || ' ' || city from raw.customers").ShouldBe(["7 Bonn"]);
    }

    [Fact]
    public void Source_columns_may_have_the_names_of_ours_and_of_sql()
    {
        Use("customers", ("source_record_id", "\"_in_row\""), ("city", "_row || in_raw || \"select\""), ("phone", "in_file"), ("email", "i0 || v0 || reason"));
        bench.Write("in/a.csv", "_in_row,_row,in_raw,in_file,select,i0,v0,reason\n1,a,b,c,d,e,f,g\n");
        bench.Run();
        bench.Texts("select concat_ws(' ', source_record_id, city, phone, email) from raw.customers").ShouldBe(["1 abd c efg"]);
    }

    [Fact]
    public void A_german_ledger_is_read()
    {
        bench.Config = IngestBench.Configuration(new SourceConfig
        {
            Files = ["in"],
            Delimiter = ";",
            Encoding = SourceEncoding.Latin1,
            DecimalMark = ",",
            TimestampFormats = ["%d.%m.%Y"],
            NullValues = ["-"],
            Tables = new Dictionary<string, TableMapping>
            {
                ["gl_entries"] = new()
                {
                    Columns = new Dictionary<string, string>
                    {
                        ["entry_id"] = "Beleg",
                        ["posting_date"] = "Datum",
                        ["amount"] = "number(Haben) - coalesce(number(Soll), 0)",
                        ["account"] = "Stück Konto",
                        ["account_class"] = "'revenue'",
                    },
                },
            },
        });
        byte[] latin = System.Text.Encoding.Latin1.GetBytes(
            "Beleg;Datum;Soll;Haben;Stück Konto\n1;05.01.2026;0,50;1.234,56;Köln\n2;31.12.2025;-;12,5-;-\n3;2026-01-05;1;1;x\n4;05.01.2026;1.5;1;x\n");
        bench.Write("in/gl.csv", latin);
        bench.Run();
        bench.Texts("select concat_ws(' ', entry_id, cast(posting_date as varchar), cast(amount as varchar), account, currency) from raw.gl_entries order by 1")
            .ShouldBe(["1 2026-01-05 1234.0600 Köln EUR", "2 2025-12-31 -12.5000 EUR"]);
        bench.Reasons("gl_entries").ShouldBe(["posting_date is not a date", "amount is not a number (from Haben, Soll)"]);
    }

    [Fact]
    public void Columns_set_apart_by_blanks_are_read()
    {
        bench.Config = IngestBench.Configuration(new SourceConfig
        {
            Files = ["in"],
            Delimiter = "whitespace",
            TimestampFormats = ["%Y%m%d"],
            Tables = new Dictionary<string, TableMapping>
            {
                ["order_lines"] = new()
                {
                    Columns = new Dictionary<string, string>
                    {
                        ["order_id"] = "customer_id || '-' || date",
                        ["source_record_id"] = "customer_id",
                        ["ordered_at"] = "date",
                        ["quantity"] = "number_of_cds",
                        ["line_amount"] = "dollar_value",
                    },
                },
            },
        });
        bench.Write("in/cdnow.txt", " customer_id  date number_of_cds  dollar_value\n 00001 19970101  1   11.77\n00002\t19970112 5 \t77.00  \n  00003 19970112 5\n");
        bench.Run();
        bench.Texts("select order_id || ' ' || line_amount from raw.order_lines order by 1").ShouldBe(["00001-19970101 11.7700", "00002-19970112 77.0000"]);
        bench.Reasons().ShouldBe(["3 fields where 4 are expected"]);
    }

    [Fact]
    public void Files_without_a_header_take_the_names_of_the_configuration()
    {
        bench.Config = IngestBench.Configuration(IngestBench.OrderLines("in") with { Header = false, Columns = ["id", "line", "at", "amount"], Delimiter = "tab" });
        bench.Write("in/a.tsv", "1\t1\t2026-01-05\t1\n2\t1\t2026-01-05\t2\t\n3\t1\n");
        bench.Run().Rows(LoadFate.Accepted).ShouldBe(2);
    }

    [Fact]
    public void Columns_without_a_name_at_the_end_of_a_header_are_ignored_whatever_they_hold()
    {
        bench.Write("in/a.csv", "id,line,at,amount,,\n1,1,2026-01-05,1,,\n2,1,2026-01-05,1\n3,1,2026-01-05,1,,,\n4,1,2026-01-05,1,x,\n");
        bench.Run();
        bench.Texts("select order_id from raw.order_lines order by 1").ShouldBe(["1", "2", "4"]);
        bench.Reasons().ShouldBe(["7 fields where 4 are expected"]);
    }

    [Fact]
    public void Amounts_and_types_that_are_not_mapped_have_the_contracts_defaults()
    {
        Use("order_lines", ("order_id", "id"), ("ordered_at", "at"), ("quantity", "q"), ("unit_price", "p"), ("discount_amount", "d"));
        bench.Write("in/a.csv", "id,at,q,p,d\n1,2026-01-05,3,2.555,0.5\n2,2026-01-05,-1,2,\n3,2026-01-05,1.001,1.0001,\n4,2026-01-05,,1,\n5,2026-01-05,x,1,\n6,2026-01-05,5000000,3.25,\n7,2026-01-05,1,1,x\n");
        bench.Run();
        bench.Texts("select concat_ws(' ', order_id, line_amount, document_type, currency) from raw.order_lines order by source_row")
            .ShouldBe(["1 7.1650 sale EUR", "2 -2.0000 credit EUR", "6 16250000.0000 sale EUR"]);
        bench.Reasons().ShouldBe(
        [
            "line_amount has more than 4 decimals (quantity * unit_price)",
            "line_amount is missing, since quantity or unit_price is",
            "quantity is not a number",
            "discount_amount is not a number",
        ]);
    }

    [Fact]
    public void An_expression_that_fails_for_one_row_quarantines_that_row_only()
    {
        Use("order_lines", ("order_id", "id"), ("ordered_at", "instant(\"at\")"), ("line_amount", "number(q) * number(p)"), ("region", "nullif(r, '')"), ("channel", "'web'"));
        bench.Write("in/a.csv", "id,at,q,p,r\n1,2026-01-05,2,1.5,\n2,2026-01-05,two,1.5,\n3,soon,2,1.5,\n4,2026-01-05,,1.5,\n5,2026-01-05,0.00001,0.1,\n6,2026-01-05,2000000,1.25,\n");
        bench.Run();
        bench.Reasons().ShouldBe(
        [
            "line_amount is not a number (from q, p)",
            "ordered_at is not a date or time (from at)",
            "line_amount is missing",
            "line_amount has more than 4 decimals (from q, p)",
        ]);
        bench.Texts("select concat_ws(' ', order_id, line_amount, channel, region) from raw.order_lines order by 1").ShouldBe(["1 3.0000 web", "6 2500000.0000 web"]);
    }

    [Fact]
    public void One_source_fills_several_tables_from_one_reading()
    {
        bench.Config = IngestBench.Configuration(new SourceConfig
        {
            Files = ["in"],
            Tables = new Dictionary<string, TableMapping>
            {
                ["order_lines"] = new() { Columns = IngestBench.OrderColumns() },
                ["customers"] = new()
                {
                    Columns = new Dictionary<string, string> { ["source_record_id"] = "who", ["country"] = "land" },
                    Where = "who is not null",
                    Distinct = true,
                },
            },
        });
        bench.Limits = new IngestLimits(BatchBytes: 100, FlushRows: 2);
        bench.Write("in/a.csv", "id,line,at,amount,who,land\n1,1,2026-01-05,1,c1,DE\n2,1,2026-01-05,1,,DE\n3,1,2026-01-05,1,c1,DE\n4,1,2026-01-05,1,c2,\n");
        bench.Write("in/b.csv", "id,line,at,amount,who,land\n5,1,2026-01-05,1,c2,\n6,1,bad,1,c1,FR\n7,1,2026-01-05\n");
        IngestResult result = bench.Run();

        bench.Texts("select concat_ws(' ', source_record_id, country, source_file, source_row) from raw.customers order by 1")
            .ShouldBe(["c1 DE in/a.csv 1", "c1 FR in/b.csv 2", "c2 in/a.csv 4"]);
        (result.Rows(LoadFate.Read, "customers"), result.Rows(LoadFate.Accepted, "customers"), result.Rows(LoadFate.Excluded, "customers"),
            result.Rows(LoadFate.Collapsed, "customers"), result.Rows(LoadFate.Quarantined, "customers")).ShouldBe((7, 3, 1, 2, 1));
        (result.Rows(LoadFate.Accepted, "order_lines"), result.Rows(LoadFate.Quarantined, "order_lines")).ShouldBe((5, 2));
    }

    [Fact]
    public void Columns_are_turned_into_rows()
    {
        bench.Config = IngestBench.Configuration(new SourceConfig
        {
            Files = ["in"],
            Tables = new Dictionary<string, TableMapping>
            {
                ["order_lines"] = new()
                {
                    Columns = new Dictionary<string, string>
                    {
                        ["order_id"] = "client || '/' || product",
                        ["ordered_at"] = "'2026-01-01'",
                        ["product_id"] = "product",
                        ["line_amount"] = "spend",
                    },
                    Where = "spend <> '0'",
                    Unpivot = new UnpivotConfig { Columns = ["Fresh", "Milk"], NameAs = "product", ValueAs = "spend" },
                },
            },
        });
        bench.Write("in/a.csv", "client,Fresh,Milk\na,10,20\nb,0,x\nc,1\n");
        IngestResult result = bench.Run();
        bench.Texts("select order_id || ' ' || line_amount || ' ' || source_row from raw.order_lines order by 1").ShouldBe(["a/Fresh 10.0000 1", "a/Milk 20.0000 1"]);
        bench.Reasons().ShouldBe(["line_amount is not a number", "2 fields where 3 are expected"]);
        (result.Rows(LoadFate.Read), result.Rows(LoadFate.Excluded)).ShouldBe((5, 1));
    }

    [Theory]
    [InlineData("line_amount", "number(amuont)", "it has no column amuont (nearest: amount)")]
    [InlineData("line_amount", "numer(amount)", "the mapping of order_lines.line_amount is not valid SQL over the source's columns: numer(amount). ")]
    [InlineData("line_amount", "number(amount", "order_lines.line_amount is mapped to number(amount, which is neither a column nor SQL: ")]
    [InlineData("line_amount", "1), (2", "order_lines.line_amount is mapped to 1), (2, which is neither a column nor SQL: one expression is expected")]
    [InlineData("line_amount", "Amount Net", "it has no column Amount Net (nearest: amount)")]
    [InlineData("line_amuont", "amount", "order_lines has no column line_amuont. Nothing was loaded. Did you mean line_amount?")]
    public void A_mistake_in_a_mapping_is_told_before_anything_is_read(string column, string sql, string message)
    {
        Dictionary<string, string> columns = IngestBench.OrderColumns();
        columns[column] = sql;
        bench.Config = IngestBench.Configuration(IngestBench.OrderLines("in") with
        {
            Tables = new Dictionary<string, TableMapping> { ["order_lines"] = new() { Columns = columns } },
        });
        bench.Write("in/a.csv", "id,line,at,amount\n1,1,2026-01-05,1\n");
        bench.Refused().ShouldContain(message);
    }

    [Fact]
    public void A_required_column_that_is_not_mapped_is_told()
    {
        Use("order_lines", ("order_id", "id"), ("ordered_at", "at"));
        bench.Write("in/a.csv", "id,at\n1,2026-01-05\n");
        bench.Refused().ShouldContain("order_lines needs line_amount, which is not mapped. Nothing was loaded. Map it, or map quantity and unit_price");
    }

    [Fact]
    public void Ids_are_trimmed_and_other_text_is_kept()
    {
        Use("customers", ("source_record_id", "id"), ("email", "mail"), ("city", "city"), ("attributes", "json"));
        bench.Write("in/a.csv", "id,mail,city,json\n 1 , a@b.c , Bonn ,\"{\"\"vat\"\": 1}\"\n2,,,[1]\n3,,,{\n");
        bench.Run();
        bench.Texts("select concat_ws('|', source_record_id, email, city, attributes) from raw.customers").ShouldBe(["1|a@b.c| Bonn |{\"vat\": 1}"]);
        bench.Reasons("customers").ShouldBe(["attributes is not a JSON object", "attributes is not a JSON object"]);
    }

    private void Use(string table, params (string Column, string Sql)[] columns) =>
        bench.Config = IngestBench.Configuration(new SourceConfig
        {
            Files = ["in"],
            Tables = new Dictionary<string, TableMapping>
            {
                [table] = new() { Columns = columns.ToDictionary(column => column.Column, column => column.Sql) },
            },
        });
}
