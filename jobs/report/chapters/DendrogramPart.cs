using System.Globalization;
using Segmentation.Jobs.Fit;

namespace Segmentation.Jobs.Report;

/// <summary>The tree of a hierarchy, drawn from its published merges.</summary>
internal static class DendrogramPart
{
    public const string Title = "Tree";

    public static IEnumerable<ReportSection> Of(SchemeFacts facts)
    {
        Branch[] merges = [.. facts.Of(EvidenceTopics.Dendrogram).Select(Read)];
        if (merges.Length > 0)
        {
            yield return new ReportSection(Title, Chart(facts, merges).Render());
        }
    }

    private static ReportChart Chart(SchemeFacts facts, Branch[] merges)
    {
        Dictionary<int, Branch> byId = merges.ToDictionary(merge => merge.Id);
        var middles = new Dictionary<int, double>();
        PlaceLeaves(byId, merges[^1].Id, middles);
        // A merge comes after those it joins, so their middles are known.
        foreach (Branch merge in merges)
        {
            middles[merge.Id] = (middles[merge.First] + middles[merge.Second]) / 2;
        }

        double cut = Cut(merges);
        return new ReportChart
        {
            Id = "dendrogram",
            Title = "How branches join",
            Description = $"The top of the tree, {merges.Length + 1} branches of it. The higher a join, the more unlike what it joins. The dotted line cuts it into {merges.Count(merge => merge.IsAboveCut) + 1} segments; a cut through a long stretch without joins is a natural one.",
            Traces =
            [
                Lines(merges.Where(merge => !merge.IsAboveCut), byId, middles, "within a segment", "$accent"),
                Lines(merges.Where(merge => merge.IsAboveCut), byId, middles, "between segments", "$second"),
                Joins(merges, middles),
            ],
            Layout = new
            {
                xaxis = new { showticklabels = false, showgrid = false, zeroline = false, range = new[] { -0.7, merges.Length + 0.7 } },
                yaxis = new { title = new { text = "height of the join" }, rangemode = "tozero" },
                legend = new { orientation = "h", x = 0, y = 1.02, yanchor = "bottom" },
                shapes = new[] { new { type = "line", xref = "paper", x0 = 0, x1 = 1, y0 = cut, y1 = cut, line = new { color = "$text", width = 1, dash = "dot" } } },
                annotations = Segments(facts, merges, byId, middles, cut),
            },
            HeightPixels = 420,
            LeastWidthPixels = 520,
            Alternative = new ReportTable(
                "Joins, lowest first.", ["Join", "Of branches", "Height", "Customers", "Against the cut", "In words"],
                [.. facts.Of(EvidenceTopics.Dendrogram).Select(row => (IReadOnlyList<TableCell>)
                    [TableCell.Of(decimal.Parse(row.Item, CultureInfo.InvariantCulture), row.Item), TableCell.Of(row.Subject.Replace("+", " and ", StringComparison.Ordinal)), TableCell.Figure(row.Value), TableCell.Of(row.Threshold, Figures.Count((decimal)(row.Threshold ?? 0))), TableCell.Of(row.Verdict), TableCell.Of(row.Detail)])]),
        };
    }

    private static void PlaceLeaves(Dictionary<int, Branch> byId, int root, Dictionary<int, double> middles)
    {
        var waiting = new Stack<int>([root]);
        int place = 0;
        while (waiting.TryPop(out int branch))
        {
            if (byId.TryGetValue(branch, out Branch? merge))
            {
                waiting.Push(merge.Second);
                waiting.Push(merge.First);
            }
            else
            {
                middles[branch] = place++;
            }
        }
    }

    private static double Cut(Branch[] merges)
    {
        double above = merges.Where(merge => merge.IsAboveCut).Select(merge => merge.Height).DefaultIfEmpty(merges[^1].Height).Min();
        double below = merges.Where(merge => !merge.IsAboveCut).Select(merge => merge.Height).DefaultIfEmpty(0).Max();
        return (above + below) / 2;
    }

    private static object Lines(IEnumerable<Branch> merges, Dictionary<int, Branch> byId, Dictionary<int, double> middles, string name, string colour)
    {
        var x = new List<double?>();
        var y = new List<double?>();
        foreach (Branch merge in merges)
        {
            (double left, double right) = (middles[merge.First], middles[merge.Second]);
            x.AddRange([left, left, right, right, null]);
            y.AddRange([HeightOf(merge.First), merge.Height, merge.Height, HeightOf(merge.Second), null]);
        }

        return new { type = "scatter", mode = "lines", name, x, y, hoverinfo = "skip", line = new { color = colour, width = 2 } };

        double HeightOf(int branch) => byId.TryGetValue(branch, out Branch? below) ? below.Height : 0;
    }

    private static object Joins(Branch[] merges, Dictionary<int, double> middles) => new
    {
        type = "scatter",
        mode = "markers",
        showlegend = false,
        x = merges.Select(merge => middles[merge.Id]),
        y = merges.Select(merge => merge.Height),
        marker = new { size = 5, color = "$text" },
        text = merges.Select(merge => Figures.Count((decimal)merge.Weight)),
        hovertemplate = "%{text} customers joined at %{y:.3~g}<extra></extra>",
    };

    /// <summary>Names at the cut: a branch whose size is that of just one segment is that segment.</summary>
    private static object[] Segments(SchemeFacts facts, Branch[] merges, Dictionary<int, Branch> byId, Dictionary<int, double> middles, double cut)
    {
        ILookup<double, string> bySize = facts.Of(EvidenceTopics.Gate, "customers").ToLookup(row => row.Value ?? -1, row => row.Subject);
        Branch[] tops = [.. merges.Where(merge => merge.IsAboveCut).SelectMany(merge => new[] { merge.First, merge.Second }).Where(byId.ContainsKey).Select(id => byId[id]).Where(merge => !merge.IsAboveCut)];
        return [.. tops.Select(top => (object)new
        {
            x = middles[top.Id],
            y = cut,
            yanchor = "bottom",
            xanchor = "left",
            xshift = 4,
            showarrow = false,
            text = bySize[top.Weight].Take(2).ToArray() is [var code] ? Html.Text(code) : Figures.Count((decimal)top.Weight),
            font = new { size = 12 },
        })];
    }

    private static Branch Read(EvidenceRow row)
    {
        string[] sides = row.Subject.Split('+');
        return new Branch(
            int.Parse(row.Item, CultureInfo.InvariantCulture), int.Parse(sides[0], CultureInfo.InvariantCulture), int.Parse(sides[1], CultureInfo.InvariantCulture),
            row.Value ?? 0, row.Threshold ?? 0, row.Verdict == "above the cut");
    }

    private sealed record Branch(int Id, int First, int Second, double Height, double Weight, bool IsAboveCut);
}
