using System.Globalization;
using System.Text;
using Segmentation.Jobs.Configuration;

namespace Segmentation.Jobs.Init;

/// <summary>Writes a proposal as a commented <c>segmentation.yml</c>.</summary>
internal static class ConfigDraft
{
    public static string Write(ProjectProposal proposal)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # yaml-language-server: $schema=segmentation.schema.json
            # Proposed by 'segbatch init' from the files and tables it names. Lines that begin with "# ?" are doubts: look at those first.
            # Contract columns are on the left; on the right a column of the files or tables, or SQL over their columns.
            company: {Scalar(proposal.Company)}
            currency: {proposal.Currency}

            """);
        AppendDoubts(text, "", proposal.Doubts);
        AppendRates(text, proposal);
        text.Append("\nsources:\n");
        foreach (SourceProposal source in proposal.Sources)
        {
            AppendSource(text, source);
        }

        AppendUnused(text, proposal);
        AppendSchemes(text, proposal);
        return text.ToString();
    }

    private static void AppendRates(StringBuilder text, ProjectProposal proposal)
    {
        if (proposal.OtherCurrencies.Count == 0)
        {
            return;
        }

        text.Append(CultureInfo.InvariantCulture,
            $"# ? Lines are also in {string.Join(", ", proposal.OtherCurrencies)}. How much {proposal.Currency} is one unit worth? Without a rate such lines go to quarantine.\n");
        text.Append("# exchange_rates:\n");
        foreach (string currency in proposal.OtherCurrencies)
        {
            text.Append(CultureInfo.InvariantCulture, $"#   {currency}: 1.00\n");
        }
    }

    private static void AppendSource(StringBuilder text, SourceProposal source)
    {
        text.Append(CultureInfo.InvariantCulture, $"  {source.Name}:\n");
        if (source.Config.Postgres is { } postgres)
        {
            AppendDatabase(text, source, postgres);
        }
        else
        {
            AppendFiles(text, source);
        }

        if (source.System is { } system)
        {
            text.Append(CultureInfo.InvariantCulture, $"    system: {system}          # the customer numbers of these sources are the same numbers\n");
        }

        AppendShape(text, source);
        text.Append("    tables:\n");
        foreach (TableProposal table in source.Tables)
        {
            AppendTable(text, source, table);
        }
    }

    private static void AppendFiles(StringBuilder text, SourceProposal source)
    {
        text.Append(source.Files.Count == 1 ? $"    files: {Scalar(source.Files[0])}\n" : "    files:\n");
        foreach (string file in source.Files.Count == 1 ? [] : source.Files)
        {
            text.Append(CultureInfo.InvariantCulture, $"      - {Scalar(file)}\n");
        }
    }

    private static void AppendDatabase(StringBuilder text, SourceProposal source, PostgresSourceConfig postgres)
    {
        text.Append(CultureInfo.InvariantCulture, $"    postgres:\n      connection: {Quoted(postgres.Connection)}\n");
        text.Append(postgres.Query is { } query ? $"      query: {Scalar(query)}\n" : $"      table: {Scalar(postgres.Table!)}\n");
        if (postgres.Key.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"      key: [{string.Join(", ", postgres.Key.Select(Scalar))}]\n");
        }

        if (source.CanFollowTransactions)
        {
            text.Append("      # watermark: xmin          # reads only what is new or changed since the last night, instead of the whole table\n");
        }
    }

    private static void AppendShape(StringBuilder text, SourceProposal source)
    {
        var shape = new List<string>();
        if (source.Config.Delimiter != ",")
        {
            shape.Add($"delimiter: {Scalar(source.Config.Delimiter)}");
        }

        if (source.Config.Encoding == SourceEncoding.Latin1)
        {
            shape.Add("encoding: latin-1");
        }

        if (source.DecimalMark == ",")
        {
            shape.Add("decimal_mark: \",\"");
        }

        string[] formats = [.. source.TimestampFormats.Select(format => format == TimeText.Iso ? "%Y-%m-%d" : format)];
        if (source.TimestampFormats.Any(format => format != TimeText.Iso))
        {
            shape.Add($"timestamp_formats: [{string.Join(", ", formats.Select(Quoted))}]");
        }

        if (!source.Config.Header)
        {
            shape.Add("header: false");
            shape.Add($"columns: [{string.Join(", ", source.Columns.Select(column => Scalar(column.Name)))}]");
        }

        foreach (string line in shape)
        {
            text.Append(CultureInfo.InvariantCulture, $"    {line}\n");
        }
    }

    private static void AppendTable(StringBuilder text, SourceProposal source, TableProposal table)
    {
        text.Append(CultureInfo.InvariantCulture, $"      {table.Table.Name}:          # {table.Table.Grain}\n");
        AppendDoubts(text, "        ", table.Doubts);
        if (table.Where is { } where)
        {
            text.Append(CultureInfo.InvariantCulture, $"        where: {Scalar(where)}\n");
        }

        if (table.IsDistinct)
        {
            text.Append("        distinct: true\n");
        }

        text.Append("        columns:\n");
        foreach ((string column, string sql) in table.Columns)
        {
            text.Append(CultureInfo.InvariantCulture, $"          {column}: {Scalar(sql)}\n");
        }

        string[] mapped = [.. source.Tables.SelectMany(other => other.Columns).Select(column => column.Sql)];
        string[] left = [.. source.Columns.Select(column => column.Name).Where(name => !mapped.Any(sql => sql.Contains(name, StringComparison.Ordinal)))];
        if (left.Length > 0 && table == source.Tables[^1])
        {
            text.Append(CultureInfo.InvariantCulture, $"          # not used: {string.Join(", ", left.Select(OneLine))}\n");
        }
    }

    private static void AppendUnused(StringBuilder text, ProjectProposal proposal)
    {
        foreach ((string path, string why) in proposal.Unused)
        {
            text.Append(CultureInfo.InvariantCulture, $"  # ? {OneLine(path)} is not read: {OneLine(why)}.\n");
        }
    }

    private static void AppendSchemes(StringBuilder text, ProjectProposal proposal)
    {
        if (proposal.Sources.SelectMany(source => source.Tables).Any(table => table.Columns.Any(column => column.Column == "email")))
        {
            text.Append("""

                # Records of different systems with one e-mail address are one customer.
                identity:
                  rules:
                    - { on: email }

                """);
        }

        text.Append("""

            metrics:
              active_customer: { sql: recency_days < 90, description: Bought in the last 90 days. }

            # The schemes to begin with; 'segbatch fit' finds segments by itself once kmeans, hierarchical or mixture is added.
            schemes:
              value:
                kind: rfm             # recency, frequency, money
              lifecycle:
                kind: lifecycle       # new, active, at risk, dormant, lost, against each customer's own rhythm
              tiers:
                kind: value_tier      # who makes the first 50, 80 and 95 % of net spend

            """);
    }

    private static void AppendDoubts(StringBuilder text, string indent, IReadOnlyList<Doubt> doubts)
    {
        foreach (Doubt doubt in doubts)
        {
            text.Append(CultureInfo.InvariantCulture, $"{indent}# ? {OneLine(doubt.Text)}\n");
        }
    }

    /// <summary>A YAML scalar that reads back as the same text, whatever is in it.</summary>
    private static string Scalar(string text) =>
        text.Length > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || "_-./".Contains(character, StringComparison.Ordinal))
        && char.IsAsciiLetter(text[0]) && text.ToLowerInvariant() is not ("true" or "false" or "yes" or "no" or "on" or "off" or "null" or "y" or "n")
            ? text
            : Quoted(text.Replace("${", "$${", StringComparison.Ordinal));

    /// <summary>Double quotes, since only they take line ends and control characters.</summary>
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char character in text)
        {
            _ = character switch
            {
                '"' or '\\' => quoted.Append('\\').Append(character),
                < ' ' or '\u007F' or '\u0085' or '\u2028' or '\u2029' => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}"),
                _ => quoted.Append(character),
            };
        }

        return quoted.Append('"').ToString();
    }

    private static string OneLine(string text) => string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character));
}
