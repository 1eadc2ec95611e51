using Segmentation.Jobs.Configuration;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Ingest;

/// <summary>SQL that reads numbers and times from text as one source writes them.</summary>
/// <remarks>
/// Text must fit the contract's type exactly: it is never rounded. Scientific notation is the exception, since it is how
/// floating-point numbers are written, and those have no exact decimals to lose.
/// </remarks>
internal sealed class TextSql(SourceConfig source, bool acceptsIso)
{
    /// <summary>Type in which a number is read before it is fitted: exact to 18 decimals.</summary>
    public const string WideType = "decimal(38,18)";

    // Wide enough that a product of two numbers does not overflow; DuckDB keeps products of DECIMAL(18,6) in 18 digits.
    private const string NumberType = "decimal(24,6)";

    /// <summary>Statements that create the functions which mappings may use.</summary>
    public string CreateMacros => $"""
        create or replace temp macro number(x) as {Strict("x", NumberType)};
        create or replace temp macro whole_number(x) as cast({Strict("x", "decimal(19,0)")} as bigint);
        create or replace temp macro instant(x) as {StrictInstant("x")};
        create or replace temp macro day(x) as cast({StrictInstant("x")} as date);
        """;

    /// <summary>The number that text stands for, or null.</summary>
    /// <remarks>Reading text into a decimal of more than 18 digits costs DuckDB over ten times as much as into one of fewer, so
    /// plain numbers, which nearly all are, take the short way.</remarks>
    public string Number(string text)
    {
        string mark = source.DecimalMark == "." ? "[.]" : ",";
        string pointed = source.DecimalMark == "." ? text : $"replace({text}, ',', '.')";
        string exact = source.DecimalMark == "."
            ? $"try_cast({text} as {WideType})"
            : $"try_cast(case when not contains({text}, '.') then replace({text}, ',', '.') end as {WideType})";
        return $"""
            case when regexp_full_match({text}, '[-+]?[0-9]{Repeat(1, 12)}(?:{mark}[0-9]{Repeat(0, 6)})?')
                then cast(try_cast({pointed} as decimal(18,6)) as {WideType})
                else coalesce({exact}, try_cast({Plainly(text)} as {WideType})) end
            """;
    }

    /// <summary>The number fitted to a type, or null when it does not fit exactly.</summary>
    /// <param name="number">What <see cref="Number"/> gave.</param>
    /// <param name="text">The text it was read from.</param>
    /// <param name="type">The type.</param>
    public static string Fit(string number, string text, string type) => $"""
        case when try_cast({number} as {type}) = {number} and not {HasTail(text)} then try_cast({number} as {type})
            when {IsScientific(text)} then try_cast({number} as {type}) end
        """;

    /// <summary>The instant that text stands for, or null.</summary>
    public string Instant(string text)
    {
        // DuckDB drops a UTC offset when it reads text as a timestamp; only where there is one is the slower way taken.
        string iso = $"""
            case when regexp_matches(trim({text}), ':[0-9.]+ ?(?:[zZ]|[-+][0-9][0-9](?::?[0-9][0-9])?)$')
                then try_cast(trim({text}) as timestamptz) at time zone 'UTC' else try_cast(trim({text}) as timestamp) end
            """;
        if (source.TimestampFormats.Count == 0)
        {
            return iso;
        }

        string formats = string.Join(", ", source.TimestampFormats.Select(format => SqlText.Literal(format)));
        string formatted = $"cast(try_strptime(trim({text}), [{formats}]) as timestamp)";
        return acceptsIso ? $"coalesce({formatted}, {iso})" : formatted;
    }

    /// <summary>Whether text says nothing.</summary>
    public static string IsBlank(string text) => $"(trim({text}) = '')";

    /// <summary>Whether text has more decimals than the wide type keeps.</summary>
    private static string HasTail(string text) =>
        $"(strlen({text}) > 19 and regexp_matches({text}, '[.,][0-9]{{18}}[0-9]*[1-9]'))";

    private static string IsScientific(string text) => $"regexp_matches({text}, '[0-9.][eE][-+]?[0-9]')";

    /// <summary>Numbers as people write them: digit groups, a sign behind, brackets for less than nothing.</summary>
    private string Plainly(string text)
    {
        string mark = source.DecimalMark;
        string[] groups = [mark == "." ? "," : @"\.", " ", @"\x{A0}", @"\x{202F}", "''", @"\x{2019}"];
        string grouped = string.Join('|', groups.Select(group => $"(?:{group}[0-9]{{3}})+"));
        string digits = $@"(?:[0-9]{{1,3}}(?:{grouped})|[0-9]+)(?:[{mark}][0-9]*)?|[{mark}][0-9]+";
        string trimmed = $@"regexp_replace({text}, '^[\s\x{{A0}}]+|[\s\x{{A0}}]+$', '', 'g')";
        return $"""
            case when regexp_full_match({trimmed}, '[-+]?(?:{digits})|(?:{digits})-|\((?:{digits})\)')
                then case when regexp_matches({text}, '[-(]') then '-' else '' end
                    || replace(regexp_replace({text}, '[^0-9{mark}]', '', 'g'), '{mark}', '.') end
            """;
    }

    private string Strict(string value, string type)
    {
        string text = $"cast({value} as varchar)";
        string number = Number(text);
        return $"""
            case when {value} is null or {IsBlank(text)} then null
                when typeof({value}) in ('DOUBLE', 'FLOAT') then cast({value} as {type})
                when ({Fit(number, text, type)}) is not null then {Fit(number, text, type)}
                else cast('no number: ' || {text} as {type}) end
            """;
    }

    private string StrictInstant(string value)
    {
        string text = $"cast({value} as varchar)";
        return $"""
            case when {value} is null or {IsBlank(text)} then null
                else coalesce({Instant(text)}, cast('no date: ' || {text} as timestamp)) end
            """;
    }

    private static string Repeat(int least, int most) => $"{{{least},{most}}}";
}
