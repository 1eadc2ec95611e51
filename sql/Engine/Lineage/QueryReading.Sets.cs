using System.Text.Json;

namespace Segmentation.Sql.Engine.Lineage;

/// <content>Unions and their like.</content>
internal sealed partial class QueryReading
{
    private Result SetOperation(JsonElement node, Scope? outer, IReadOnlyDictionary<string, Result> tables)
    {
        Result left = Query(node.GetProperty("left"), outer, tables);
        Result right = Query(node.GetProperty("right"), outer, tables);
        Result both = node.Text("setop_type") switch
        {
            "UNION" => Union(left, right, (place, _) => place),
            "UNION_BY_NAME" => Union(left, right, (_, name) => Place(left, name)),
            // Rows of the right side are not shown: they only decide which of the left side are.
            "EXCEPT" or "INTERSECT" => left with { Rows = Together(left.Rows, right) },
            string other => throw new LineageException(subject, $"it has a {other}, of which no lineage is read."),
        };
        var scope = new Scope(outer, tables);
        foreach (Field field in both.Fields)
        {
            scope.AddAlias(field.Name, field.Origins);
        }

        Modifiers(node, scope, [.. both.Fields], both.Rows);
        return both;
    }

    /// <summary>A recursive query names itself: its columns are read again until nothing new is found.</summary>
    private Result Recursive(JsonElement node, Scope? outer, IReadOnlyDictionary<string, Result> tables)
    {
        IReadOnlyList<string> names = node.Texts("aliases");
        Result known = Query(node.GetProperty("left"), outer, tables).Named(names);
        for (int round = 0; round < MostRounds; round++)
        {
            var inner = new Dictionary<string, Result>(tables, Names.Comparer) { [node.Text("cte_name")] = known };
            Result next = Union(known, Query(node.GetProperty("right"), outer, inner), (place, _) => place);
            if (Size(next) == Size(known))
            {
                return next;
            }

            known = next;
        }

        throw new LineageException(subject, $"its recursive query {node.Text("cte_name")} does not settle.");
    }

    private static int Size(Result result) =>
        result.Rows.Inputs.Count + result.Tables.Count + result.Fields.Sum(field => field.Origins.Inputs.Count + field.Origins.Constants.Count);

    private static int Place(Result result, string name)
    {
        int place = result.Fields.TakeWhile(field => !Names.Same(field.Name, name)).Count();
        return place == result.Fields.Count ? -1 : place;
    }

    private static Result Union(Result left, Result right, Func<int, string, int> placeOf)
    {
        List<Field> fields = [.. left.Fields.Select(field => new Field(field.Name, Copy(field.Origins)))];
        for (int place = 0; place < right.Fields.Count; place++)
        {
            Field field = right.Fields[place];
            int target = placeOf(place, field.Name);
            if (target >= 0 && target < fields.Count)
            {
                fields[target].Origins.Add(field.Origins, InfluenceKind.Identity);
            }
            else
            {
                fields.Add(new Field(field.Name, Copy(field.Origins)));
            }
        }

        Origins rows = Copy(left.Rows);
        rows.Add(right.Rows, InfluenceKind.Identity);
        return new Result(fields, rows, left.Tables.Union(right.Tables).ToHashSet());
    }

    private static Origins Together(Origins rows, Result deciding)
    {
        Origins together = Copy(rows);
        together.Add(deciding.Rows, InfluenceKind.Filter);
        foreach (Field field in deciding.Fields)
        {
            together.Add(field.Origins, InfluenceKind.Filter);
        }

        return together;
    }

    private static Origins Copy(Origins origins)
    {
        var copy = new Origins();
        copy.Add(origins, InfluenceKind.Identity);
        return copy;
    }
}
