namespace Segmentation.Jobs.Report;

/// <summary>Customers between two snapshots as a flow: by segment then, left, and now, right.</summary>
internal static class FlowChart
{
    /// <summary>Flows drawn; smaller ones would be hairlines.</summary>
    public const int MostFlows = 40;

    /// <summary>Draws flows.</summary>
    /// <param name="id">The chart's id in its page.</param>
    /// <param name="title">Its title.</param>
    /// <param name="description">What a reader should see in it.</param>
    /// <param name="flows">The flows, largest first.</param>
    /// <param name="currency">Currency of their net spend.</param>
    /// <param name="nameOf">A segment's name by its code.</param>
    public static ReportChart Of(
        string id, string title, string description, IReadOnlyList<MigrationFlow> flows, string currency, Func<string, string> nameOf)
    {
        string[] from = [.. flows.Select(flow => flow.From).Distinct()];
        string[] to = [.. flows.Select(flow => flow.To).Distinct()];
        return new ReportChart
        {
            Id = id,
            Title = title,
            Description = description,
            Traces =
            [
                new
                {
                    type = "sankey",
                    arrangement = "snap",
                    node = new
                    {
                        label = from.Concat(to).Select(Html.Text),
                        customdata = from.Concat(to).Select(code => Html.Text(nameOf(code))),
                        color = from.Concat(to).Select(_ => "$accent"),
                        pad = 14,
                        thickness = 14,
                        line = new { width = 0 },
                        hovertemplate = "%{customdata}: %{value:,} customers<extra></extra>",
                    },
                    link = new
                    {
                        source = flows.Select(flow => Array.IndexOf(from, flow.From)),
                        target = flows.Select(flow => from.Length + Array.IndexOf(to, flow.To)),
                        value = flows.Select(flow => flow.CustomerCount),
                        color = flows.Select(flow => flow.IsMove ? "$flow" : "$flow-quiet"),
                        customdata = flows.Select(flow => $"{Html.Text(currency)} {Figures.Count(flow.NetSpendAmount)}"),
                        hovertemplate = "%{source.label} to %{target.label}: %{value:,} customers, net spend %{customdata}<extra></extra>",
                    },
                },
            ],
            Layout = new { },
            HeightPixels = 130 + (34 * Math.Max(from.Length, to.Length)),
            LeastWidthPixels = 340,
        };
    }
}
