using Segmentation.Jobs.Configuration;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Ingest;

/// <summary>SQL that reads numbers and times from text as one source writes them.</summary>
/// <remarks>
/// Text must fit the contract's type exactly: it is never rounded. Scientific notation is the exception, since it is how
/// floating-point numbers are written, and those have no exact decimals to lose.
/// Plain numbers of at most 18 digits are told by a pattern and cast at once: DuckDB reads those in 40 ns, and wider ones,
/// or a wide DECIMAL brought to fewer decimals, in 2 to 4 microseconds.
/// </remarks>
internal sealed class TextSql(SourceConfig source, bool acceptsIso)
{
    /// <summary>Type in which unusual numbers are read before they are fitted: exact to 18 decimals.</summary>
    private const string WideType = "decimal(38,18)";

    // Wide enough that a product of two numbers does not overflow; DuckDB keeps products of DECIMAL(18,6) in 18 digits.
    private const string NumberType = "decimal(24,6)";

    /// <summary>Statements that create the functions which mappings may use.</summary>
    public string CreateMacros => $"""
        create or replace temp macro number(x) as {Strict("x", NumberType, 6)};
        create or replace temp macro whole_number(x) as cast({Strict("x", "decimal(19,0)", 0)} as bigint);
        create or replace temp macro instant(x) as {StrictInstant("x")};
        create or replace temp macro day(x) as cast({StrictInstant("x")} as date);
        """;

    /// <summary>The number that text stands for, in a contract type, or null when it is none or does not fit exactly.</summary>
    public string Number(string text, string type, int scale) =>
        $"case when {IsPlain(text, scale)} then cast({WithPoint(text)} as {type}) else {Fit(Wide(text), text, type, scale)} end";

    /// <summary>The number that text stands for, however wide, or null. Slow: for what <see cref="Number"/> did not fit.</summary>
    public string Wide(string text)
    {
        string plain = source.DecimalMark == "."
            ? $"try_cast({text} as {WideType})"
            : $"try_cast(case when not contains({text}, '.') then replace({text}, ',', '.') end as {WideType})";
        return $"coalesce({plain}, try_cast({Plainly(text)} as {WideType}))";
    }

    /// <summary>A computed number in a contract type, or null when it does not fit exactly. Floating-point numbers are rounded.</summary>
    /// <param name="value">The number.</param>
    /// <param name="valueType">Its type, as the engine names it.</param>
    /// <param name="type">The contract type.</param>
    public static string Computed(string value, string valueType, string type)
    {
        if (valueType is "DOUBLE" or "FLOAT")
        {
            return $"try_cast({value} as {type})";
        }

        int[] digits = [.. valueType.Split('(', ',', ')').Skip(1).Where(part => part.Length > 0).Select(int.Parse)];
        if (digits is not [> 18, <= 17])
        {
            return $"case when try_cast({value} as {type}) = {value} then try_cast({value} as {type}) end";
        }

        string narrow = $"try_cast({value} as decimal(18,{digits[1]}))";
        string wide = $"try_cast({value} as {WideType})";
        return $"""
            case when {narrow} is not null then case when try_cast({narrow} as {type}) = {narrow} then try_cast({narrow} as {type}) end
                when try_cast({wide} as {type}) = {wide} then try_cast({wide} as {type}) end
            """;
    }

    /// <summary>The instant that text stands for, or null.</summary>
    public string Instant(string text)
    {
        string formats = string.Join(", ", source.TimestampFormats.Select(format => SqlText.Literal(format)));

        // Cast straight to TIMESTAMP the engine would drop an offset without a word.
        string Iso(string value) => $"case when regexp_matches({value}, ':[0-9.]+ *(?:[A-Za-z]|[-+][0-9:]+ *$)') "
            + $"then cast(try_cast({value} as timestamptz) as timestamp) else try_cast({value} as timestamp) end";
        string Formatted(string value) => $"cast(try_strptime({value}, [{formats}]) as timestamp)";
        return source.TimestampFormats.Count == 0 ? $"coalesce({Iso(text)}, {Iso($"trim({text})")})"
            : acceptsIso ? $"coalesce({Formatted(text)}, {Formatted($"trim({text})")}, {Iso(text)})"
            : $"coalesce({Formatted(text)}, {Formatted($"trim({text})")})";
    }

    /// <summary>Whether text says nothing.</summary>
    public static string IsBlank(string text) => $"(trim({text}) = '')";

    private static string Fit(string number, string text, string type, int scale) => $"""
        (case when try_cast({number} as {type}) = {number} and not {HasTail(text)} then try_cast({number} as {type})
            {(scale == 0 ? "" : $"when {IsScientific(text)} then try_cast({number} as {type})")} end)
        """;

    private string IsPlain(string text, int scale) =>
        $"regexp_full_match({text}, '[-+]?[0-9]{{1,{18 - scale}}}{(scale == 0 ? "" : $"(?:[{source.DecimalMark}][0-9]{{0,{scale}}})?")}')";

    private string WithPoint(string text) => source.DecimalMark == "." ? text : $"replace({text}, ',', '.')";

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

    private string Strict(string value, string type, int scale)
    {
        string text = $"cast({value} as varchar)";
        string wide = Wide(text);
        return $"""
            case when {IsPlain(text, scale)} then cast(cast({WithPoint(text)} as decimal(18,{scale})) as {type})
                when {value} is null or {IsBlank(text)} then null
                when typeof({value}) in ('DOUBLE', 'FLOAT') then cast({value} as {type})
                when {Fit(wide, text, type, scale)} is not null then {Fit(wide, text, type, scale)}
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
}
