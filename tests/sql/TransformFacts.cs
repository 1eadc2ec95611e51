using System.Text.RegularExpressions;
using Segmentation.Sql.Engine;

namespace Segmentation.Sql.Tests;

/// <summary>Facts about every transform and audit there is: not taste, but what would break a night or another engine.</summary>
public sealed partial class TransformFacts
{
    private static readonly TransformCatalog Catalog = TransformCatalog.Load();

    /// <summary>Schemas that no transform makes: loaded rows, what the last night published, and what jobs write.</summary>
    private static readonly string[] GivenSchemas = ["raw", "quarantine", "previous", "config", "scores", "identity"];

    /// <summary>What DuckDB and Spark spell or compute differently. The pattern is looked for in lowercase code.</summary>
    private static readonly (string Pattern, string Instead)[] NotPortable =
    [
        ("::", "cast(x as type)"),
        (@"\bqualify\b", "row_number() in a CTE and a where"),
        (@"\*\s*(exclude|except|replace)\b", "the columns by name"),
        (@"\bvarchar\b", "string"),
        (@"//|\bdiv\b", "seg_divide or a CASE"),
        (@"\b(date_?diff|date_?sub)\s*\(", "seg_days_between, or date_add with a negative number"),
        (@"\b(strftime|date_format|strptime|to_date)\s*\(", "cast(day as string) and left or substr"),
        (@"\b(dayofweek|weekday|isodow)\b|extract\s*\(\s*(iso)?dow", "seg_weekday"),
        (@"\bepoch", "seg_days_between"),
        (@"\bregexp_(replace|like|matches)\b", "a seg_ function"),
        (@"\b(starts_with|startswith)\s*\(", "like 'x%'"),
        (@"\bconcat\s*\(", "||, or concat_ws"),
        (@"\b(arg_max|arg_min)\s*\(", "max_by, min_by"),
        (@"\b(quantile_cont|percentile|percentile_disc|kurtosis|entropy)\s*\(", "percentile_cont"),
        (@"\b(string_agg|listagg|group_concat)\s*\(", "a seg_ function over array_agg"),
        (@"\b(any_value|first|last|arbitrary)\s*\(", "min, or max_by over a unique order: the row read first is chance"),
        (@"\bapprox_\w+\s*\(", "the exact function: an approximation depends on threads"),
        (@"\b(hash|sha256|sha2|typeof|xor|trunc|sign|bround|iff|nvl|initcap|soundex)\s*\(", "what the portability table lists"),
        (@"\b(unnest|explode|generate_series|sequence)\s*\(", "values, or a numbers table"),
        (@"\blog\s*\(\s*[^,()]+\s*\)", "ln or log10"),
        (@"\b(left\s+)?semi\s+join\b", "exists"),
        (@"\bignore\s+nulls\b", "a filter in a CTE before"),
        (@"\btablesample\b|\brandom\s*\(|\brand\s*\(", "a hash of the key: a draw cannot be repeated"),
        (@"filter\s*\(\s*where[^()]*(\([^()]*\)[^()]*)*\)\s*over\b", "sum(case when ... then ... end) over"),
        (@"\bcurrent_(date|timestamp)\b|\bnow\s*\(", ":snapshot_date"),
        ("\"", "a name that needs no quotes"),
        (@"\[", "array functions behind a seg_ function"),
    ];

    private static IEnumerable<string> Bodies =>
        Catalog.InOrder.Select(transform => transform.Body).Concat(Catalog.Audits.Select(audit => audit.Body));

    public static TheoryData<string> Transforms => [.. Catalog.InOrder.Select(transform => transform.Name)];

    [Theory]
    [MemberData(nameof(Transforms))]
    public void A_header_names_the_tables_that_the_body_reads(string name)
    {
        Transform transform = Catalog.Find(name)!;

        SqlReads.Of(transform.Body).Order().ShouldBe(transform.Reads.Order(), transform.Path);
    }

    [Theory]
    [MemberData(nameof(Transforms))]
    public void A_header_names_the_parameters_that_the_body_uses(string name)
    {
        Transform transform = Catalog.Find(name)!;

        SqlText.ParametersIn(transform.Body).Order().ShouldBe(transform.Parameters.Order(), transform.Path);
    }

    [Theory]
    [MemberData(nameof(Transforms))]
    public void A_transform_is_written_in_what_every_engine_understands(string name)
    {
        Transform transform = Catalog.Find(name)!;

        NotPortableIn(transform.Body).ShouldBeEmpty(transform.Path);
    }

    [Fact]
    public void An_audit_is_written_in_what_every_engine_understands()
    {
        string[] found = [.. Catalog.Audits.SelectMany(audit =>
            NotPortableIn(audit.Body).Select(what => $"{audit.Path}, {audit.Name}: {what}"))];

        found.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("select a::int from t", "cast(x as type)")]
    [InlineData("select sum(a) filter (where (b) > 2) over (order by c) from t", "sum(case when ... then ... end) over")]
    [InlineData("select * exclude (a) from t", "the columns by name")]
    [InlineData("select log(a) from t", "ln or log10")]
    public void What_another_engine_does_not_understand_is_found(string sql, string instead) =>
        NotPortableIn(sql).ShouldHaveSingleItem().ShouldEndWith(instead);

    [Fact]
    public void Words_in_quotes_and_comments_are_not_code() =>
        NotPortableIn("select 'a::b [c]' as x -- qualify // varchar\nfrom t").ShouldBeEmpty();

    [Fact]
    public void Every_table_that_is_read_is_made_by_somebody()
    {
        string[] missing = [.. Catalog.InOrder
            .SelectMany(transform => transform.Reads.Select(read => (transform.Path, read)))
            .Where(item => Catalog.Find(item.read) is null)
            .Where(item => !GivenSchemas.Contains(item.read.Split('.')[0]) && !IsWrittenByAJob(item.read))
            .Select(item => $"{item.Path} reads {item.read}")];

        missing.ShouldBeEmpty();
    }

    [Fact]
    public void No_intermediate_table_is_orphaned()
    {
        HashSet<string> read = [.. Catalog.InOrder.SelectMany(transform => transform.Reads)];
        string[] orphans = [.. Catalog.InOrder
            .Where(transform => transform.Schema is "staging" or "intermediate")
            .Where(transform => !read.Contains(transform.Name) && !IsWrittenByAJob(transform.Name))
            .Select(transform => transform.Name)];

        orphans.ShouldBeEmpty();
    }

    [Fact]
    public void Every_audit_lies_beside_a_transform()
    {
        string[] orphans = [.. Catalog.Audits
            .Where(audit => Catalog.Find(audit.Table) is null).Select(audit => audit.Path).Distinct()];

        orphans.ShouldBeEmpty();
    }

    [Fact]
    public void An_audits_name_is_unique()
    {
        string[] twins = [.. Catalog.Audits
            .GroupBy(audit => audit.Name).Where(group => group.Count() > 1).Select(group => group.Key)];

        twins.ShouldBeEmpty();
    }

    [Fact]
    public void An_audit_says_what_holds_in_a_sentence() =>
        Catalog.Audits.Where(audit => audit.Description.Length < 10 || audit.Body.Contains("-- blocks", StringComparison.Ordinal))
            .Select(audit => audit.Name).ShouldBeEmpty();

    [Theory]
    [InlineData("duckdb")]
    [InlineData("spark")]
    public void Every_seg_function_that_is_called_has_a_body(string engine)
    {
        string[] missing = [.. Bodies
            .SelectMany(body => FunctionPattern().Matches(Code(body)).Select(match => match.Value))
            .Distinct()
            .Where(function => !Catalog.Functions.ContainsKey($"{engine}/{function}"))];

        missing.ShouldBeEmpty();
    }

    [Fact]
    public void Every_seg_function_is_called_and_has_a_body_for_each_engine()
    {
        string code = string.Concat(Bodies);
        string[] functions = [.. Catalog.Functions.Keys.Select(key => key.Split('/')[1]).Distinct()];

        functions.Where(function => !code.Contains(function, StringComparison.Ordinal) && !IsWrittenByAJob(function)).ShouldBeEmpty();
        functions.Where(function => !Catalog.Functions.ContainsKey($"duckdb/{function}")).ShouldBeEmpty();
        functions.Where(function => !Catalog.Functions.ContainsKey($"spark/{function}")).ShouldBeEmpty();
    }

    [Fact]
    public void Only_one_transform_of_features_decides_what_is_known()
    {
        // Two filters by date would have to agree for ever; one cannot disagree.
        string[] filters = [.. Catalog.InOrder
            .Where(transform => transform.Path.StartsWith("intermediate/features/", StringComparison.Ordinal))
            .Where(transform => AsOfPattern().IsMatch(Code(transform.Body)))
            .Select(transform => transform.Table)];

        filters.ShouldBe(["int_order_lines__known"]);
    }

    private static IEnumerable<string> NotPortableIn(string body)
    {
        string code = Code(body);
        return NotPortable.Where(rule => Regex.IsMatch(code, rule.Pattern)).Select(rule => $"{rule.Pattern}: write {rule.Instead}");
    }

    private static string Code(string body) =>
        QuotedPattern().Replace(SqlText.WithoutComments(body), "''").ToLowerInvariant();

    private static bool IsWrittenByAJob(string name) => JobsText.Value.Contains(name, StringComparison.Ordinal);

    private static readonly Lazy<string> JobsText = new(() => string.Concat(
        Directory.GetFiles(Path.Combine(TestFolder.Repository, "jobs"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)));

    [GeneratedRegex("'(?:[^']|'')*'")]
    private static partial Regex QuotedPattern();

    [GeneratedRegex(@"\bseg_\w+(?=\s*\()")]
    private static partial Regex FunctionPattern();

    [GeneratedRegex(@"<\s*:snapshot_date")]
    private static partial Regex AsOfPattern();
}
