using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Publish.Postgresql;

/// <summary>The tables and views of a PostgreSQL warehouse, as statements that may be run again and again.</summary>
/// <remarks>
/// <para>Four schemas: <c>segments</c> has the views that people read, <c>segments_live</c> the tables of the live publication (each a
/// view on the pointer), <c>segments_history</c> the partitioned tables, <c>segments_gate</c> the pointer and the rules.</para>
/// <para>Readers are granted the views only. A view reads in its owner's name, so nobody needs rights below it, and
/// <c>current_user</c> in masks and <c>session_user</c> in policies are still whoever reads. Row-level security is forced on the owner too, so there is
/// no way to the rows past the policies.</para>
/// </remarks>
public sealed partial class WarehouseDefinition
{
    private readonly string schema;
    private readonly IReadOnlyList<PublishedTable> tables;
    private readonly IReadOnlyList<Transform> views;
    private readonly IReadOnlyDictionary<string, string> meanings;
    private readonly TransformCatalog catalog;

    /// <summary>Makes the definition.</summary>
    /// <param name="schema">The schema that readers use.</param>
    /// <param name="tables">Tables of the publication.</param>
    /// <param name="catalog">The transforms; those of schema views are what readers have beside the tables.</param>
    public WarehouseDefinition(string schema, IReadOnlyList<PublishedTable> tables, TransformCatalog catalog)
    {
        this.schema = schema;
        this.tables = tables;
        this.catalog = catalog;
        views = [.. catalog.InOrder.Where(transform => transform.Schema == "views")];
        meanings = ColumnMeanings.Of(catalog);
        Statements = [.. Parents(), .. Policies(), .. Views(), .. MembershipFunctions()];
        Fingerprint = HashOf(string.Join('\n', Statements));
    }

    /// <summary>The statements, in order, for the owner of the schemas.</summary>
    public IReadOnlyList<string> Statements { get; }

    /// <summary>Tells one definition from another.</summary>
    public string Fingerprint { get; }

    /// <summary>Columns as they must be: table, column and type.</summary>
    internal IEnumerable<(string Table, string Column, string Type)> Columns =>
        tables.SelectMany(table => table.Columns.Select(column => (table.Name, column.Name, column.Type.Sql)));

    /// <summary>SHA-256, lowercase hex.</summary>
    internal static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The same, with the columns that are there already first and in their order: a view can be given columns only at its end.</summary>
    internal WarehouseDefinition After(ILookup<string, DefinedColumn> there) => new(
        schema,
        [.. tables.Select(table =>
        {
            List<string> known = [.. there[table.Name].Select(column => column.Name)];
            return table with { Columns = [.. table.Columns.OrderBy(column => known.IndexOf(column.Name) is >= 0 and int place ? place : int.MaxValue)] };
        })],
        catalog);

    private IEnumerable<string> Parents()
    {
        foreach (PublishedTable table in tables)
        {
            string history = $"{schema}_history.{Quoted(table.Name)}";
            yield return $"create table if not exists {history} (publication_id integer not null) partition by list (publication_id)";
            yield return $"revoke all on {history} from public";
            foreach (PublishedColumn column in table.Columns)
            {
                yield return $"alter table {history} add column if not exists {Quoted(column.Name)} {column.Type.Sql}";
            }

            yield return $"comment on table {history} is {SqlText.Literal(table.Description)}";
            yield return $"""
                insert into {schema}_gate.published_tables values
                    ({SqlText.Literal(table.Name)}, {Array(table.Key)}, {Array(table.Indexes.Select(index => string.Join(',', index)))}, true)
                on conflict (table_name) do update set
                    key_columns = excluded.key_columns, index_columns = excluded.index_columns, is_current = true
                """;
        }

        // What is no longer published keeps its history; a new publication need not have it.
        yield return $"update {schema}_gate.published_tables set is_current = false where table_name <> all ({Array(tables.Select(table => table.Name))})";
    }

    /// <summary>Rows about a customer are seen by those whose rule covers the customer's region, business unit and main category.</summary>
    private IEnumerable<string> Policies()
    {
        // The function reads in the owner's name, to whom the policies below show everything: they do not go round in a circle.
        yield return $"""
            create or replace function {schema}_gate.visible_customers() returns setof text
            language sql stable security definer set search_path = pg_catalog, pg_temp
            as $body$
                select dim_customer.customer_id
                from {schema}_history.dim_customer
                left join {schema}_history.customer_features
                    on customer_features.publication_id = dim_customer.publication_id
                    and customer_features.customer_id = dim_customer.customer_id
                inner join {schema}_gate.rule_of_login() as rule
                    on (rule.regions is null or dim_customer.region = any (rule.regions))
                    and (rule.business_units is null or customer_features.last_business_unit = any (rule.business_units))
                    and (rule.product_lines is null or customer_features.top_category = any (rule.product_lines))
                where dim_customer.publication_id = (select publication_id from {schema}_gate.live_publication)
            $body$
            """;
        yield return $"""
            grant execute on function {schema}_gate.visible_customers() to
                segbatch_batch, segbatch_analyst, segbatch_marketing, segbatch_finance, segbatch_erp, segbatch_auditor
            """;
        foreach (PublishedTable table in tables.Where(table => table.Columns.Any(column => column.Name == "customer_id")))
        {
            string history = $"{schema}_history.{Quoted(table.Name)}";
            yield return $"alter table {history} enable row level security";
            yield return $"alter table {history} force row level security";
            yield return $"""
                drop policy if exists by_rule on {history};
                create policy by_rule on {history} for select using (
                    (
                        select current_user = 'segbatch_owner' or exists (
                            select from {schema}_gate.rule_of_login() as rule
                            where rule.regions is null and rule.business_units is null and rule.product_lines is null
                        )
                    )
                    or customer_id in (select visible_customers from {schema}_gate.visible_customers())
                )
                """;
        }
    }

    private IEnumerable<string> Views()
    {
        foreach (PublishedTable table in tables)
        {
            string columns = string.Join(", ", table.Columns.Select(column => Quoted(column.Name)));
            yield return $"""
                create or replace view {schema}_live.{Quoted(table.Name)} as
                select {columns}
                from {schema}_history.{Quoted(table.Name)}
                where publication_id = (select publication_id from {schema}_gate.live_publication)
                """;
            string shown = string.Join(", ", table.Columns.Select(column => Readership.IsMasked(table.Name, column.Name) ? Mask(column) : Quoted(column.Name)));
            yield return $"create or replace view {schema}.{Quoted(table.Name)} with (security_barrier) as select {shown} from {schema}_live.{Quoted(table.Name)}";
            foreach (string statement in Described(table.Name, table.Description, table.Columns.Select(column => column.Name)))
            {
                yield return statement;
            }
        }

        foreach (Transform view in views)
        {
            yield return $"create or replace view {schema}.{Quoted(view.Table)} as\n{OverLive(view.Body)}";
            foreach (string statement in Described(view.Table, $"{view.Description} Grain: {view.Grain}. Owner: {view.Owner}.", []))
            {
                yield return statement;
            }
        }
    }

    private IEnumerable<string> Described(string view, string description, IEnumerable<string> columns)
    {
        string name = $"{schema}.{Quoted(view)}";
        yield return $"comment on view {name} is {SqlText.Literal(description)}";
        foreach (string column in columns.Where(meanings.ContainsKey))
        {
            string masked = Readership.IsMasked(view, column) ? " Shown to the auditor only." : "";
            yield return $"comment on column {name}.{Quoted(column)} is {SqlText.Literal(meanings[column] + masked)}";
        }

        yield return $"revoke all on {name} from public";
        yield return $"grant select on {name} to {string.Join(", ", Readership.Of(view))}";
    }

    /// <summary>History that needs only a date: as posted, as is, and both side by side.</summary>
    private IEnumerable<string> MembershipFunctions()
    {
        if (!tables.Any(table => table.Name == "segment_membership"))
        {
            yield break;
        }

        string readers = string.Join(", ", Readership.Of("segment_membership"));
        (string Signature, string Returns, string Body, string Comment)[] functions =
        [
            ("segment_membership_as_posted(posted_at timestamp, day date)",
                "scheme text, customer_id text, segment_code text",
                $"""
                select scheme, customer_id, segment_code
                from {schema}.segment_membership
                where recorded_from_at <= posted_at and recorded_to_at > posted_at
                    and valid_from_date <= day and valid_to_date > day
                """,
                "Who was in which segment on a day, as it was believed at a moment (UTC)."),
            ("segment_membership_as_is(day date)",
                "scheme text, customer_id text, segment_code text",
                $"""
                select scheme, customer_id, segment_code
                from {schema}.segment_membership
                where recorded_to_at = timestamp '9999-12-31 00:00:00' and valid_from_date <= day and valid_to_date > day
                """,
                "Who was in which segment on a day, as it is believed now."),
            ("segment_membership_restated(posted_at timestamp, day date)",
                "scheme text, customer_id text, posted_segment_code text, restated_segment_code text",
                $"""
                select
                    coalesce(posted.scheme, restated.scheme),
                    coalesce(posted.customer_id, restated.customer_id),
                    posted.segment_code,
                    restated.segment_code
                from {schema}.segment_membership_as_posted(posted_at, day) as posted
                full outer join {schema}.segment_membership_as_is(day) as restated
                    on restated.scheme = posted.scheme
                    and restated.customer_id = posted.customer_id
                where posted.segment_code is distinct from restated.segment_code
                """,
                "What changed about a day since it was posted: the segment then, and the segment as it is believed now."),
        ];
        foreach ((string signature, string returns, string body, string comment) in functions)
        {
            string types = TypePattern().Replace(signature, "$1");
            yield return $"create or replace function {schema}.{signature} returns table ({returns})\nlanguage sql stable set search_path = pg_catalog, pg_temp\nas $body$\n{body}\n$body$";
            yield return $"comment on function {schema}.{types} is {SqlText.Literal(comment)}";
            yield return $"grant execute on function {schema}.{types} to {readers}";
        }
    }

    private string OverLive(string body) => LiveTablePattern().Replace(body, match => $"{schema}_live.{match.Groups[1].Value}");

    private static string Mask(PublishedColumn column) =>
        $"case when pg_has_role(current_user, '{Readership.Auditor}', 'member') then {Quoted(column.Name)} end as {Quoted(column.Name)}";

    private static string Array(IEnumerable<string> values) =>
        $"array[{string.Join(", ", values.Select(value => SqlText.Literal(value)))}]::text[]";

    private static string Quoted(string name) => SqlText.Identifier(name);

    /// <summary>Tables as the transforms name them; a view reads nothing else.</summary>
    [GeneratedRegex(@"\b(?:publish|identity|ops)\.([a-z_0-9]+)\b")]
    private static partial Regex LiveTablePattern();

    /// <summary>An argument's name and type; a signature without the names is how PostgreSQL knows a function.</summary>
    [GeneratedRegex(@"\b(?:posted_at|day) (timestamp|date)")]
    private static partial Regex TypePattern();
}
