using System.Text.Json;

namespace Segmentation.Jobs.Report;

/// <summary>A chart that plotly.js draws, with what it says in words and as a table for who cannot see it.</summary>
/// <remarks>
/// Traces and layout are plotly's own words. A colour is the name of a style variable with a dollar sign before it, such as
/// <c>$accent</c>: the page looks it up when it draws, so that light, dark and paper each have theirs. Text in traces is HTML to
/// plotly: pass it through <see cref="Label"/>.
/// </remarks>
public sealed record ReportChart
{
    /// <summary>Unique on the page.</summary>
    public required string Id { get; init; }

    public required string Title { get; init; }

    /// <summary>What a reader should see in it, in a sentence or two.</summary>
    public required string Description { get; init; }

    public required IReadOnlyList<object> Traces { get; init; }

    public required object Layout { get; init; }

    public int HeightPixels { get; init; } = 320;

    /// <summary>Narrower than this it scrolls in its own frame, so that its labels stay legible.</summary>
    public int LeastWidthPixels { get; init; } = 280;

    /// <summary>The same figures; none when a table beside the chart holds them already.</summary>
    public ReportTable? Alternative { get; init; }

    /// <summary>Text for a trace, wrapped between words.</summary>
    public static string Label(string text, int width = 18)
    {
        var lines = new List<string>();
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines.Count > 0 && lines[^1].Length + word.Length < width)
            {
                lines[^1] += $" {word}";
            }
            else
            {
                lines.Add(word);
            }
        }

        return string.Join("<br>", lines.Select(Html.Text));
    }

    public string Render()
    {
        string table = Alternative is null ? "" : Html.Fold("The same as a table", Alternative.Render());
        // The serialiser writes '<' as an escape, so no text can end the script element.
        string figure = JsonSerializer.Serialize(new { traces = Traces, layout = Layout });
        return $"""
            <figure class="chart">
            <figcaption><strong>{Html.Text(Title)}</strong> <span>{Html.Text(Description)}</span></figcaption>
            <div class="scroll" tabindex="0" role="group" aria-label="{Html.Text(Title)}">
            <div class="plot" id="{Html.Text(Id)}" role="img" aria-label="{Html.Text($"{Title}. {Description}")}" style="height:{HeightPixels}px;min-width:{LeastWidthPixels}px"></div>
            </div>
            <script type="application/json" data-figure="{Html.Text(Id)}">{figure}</script>
            {table}</figure>

            """;
    }
}
