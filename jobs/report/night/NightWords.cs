using System.Globalization;

namespace Segmentation.Jobs.Report;

/// <summary>What a reader must know, in sentences.</summary>
internal static class NightWords
{
    private const int MostSegments = 6;

    public static ReportSection Of(NightStory story)
    {
        string sentences = string.Concat(Sentences(story).Select(sentence => $"<li><span class=\"badge {sentence.Tone}\">{Badge(sentence.Tone)}</span><span>{Html.Text(sentence.Text)}</span></li>"));
        return new ReportSection("In words", $"<ul class=\"findings\">{sentences}</ul>\n");
    }

    private static IEnumerable<(string Tone, string Text)> Sentences(NightStory story)
    {
        yield return story.UntiedCount == 0
            ? ("pass", "From the source files to the tags every sum ties, in every currency.")
            : ("fail", $"{story.UntiedCount} sums between the source files and the tags do not tie.");
        int failed = story.Audits.Count(audit => audit.RunId == story.Run.RunId && !audit.Result.HasPassed);
        int passed = story.Audits.Count(audit => audit.RunId == story.Run.RunId) - failed;
        yield return failed == 0 ? ("pass", $"All {passed} audits passed.") : ("warn", $"{failed} audits found something that does not stop a night; {passed} passed.");
        long quarantined = story.Quarantine.Sum(rows => rows.RowCount);
        yield return quarantined == 0 ? ("pass", "No row is in quarantine.") : ("warn", $"{Figures.Count(quarantined)} rows are in quarantine, for {story.Quarantine.Select(rows => rows.Reason).Distinct().Count()} reasons.");
        if (story.Before is not { } before)
        {
            yield return ("plain", "This is the first snapshot: there is nothing to compare with.");
            yield break;
        }

        foreach (string scheme in story.Schemes)
        {
            yield return ("plain", Change(story, scheme, before));
        }
    }

    private static string Change(NightStory story, string scheme, DateOnly before)
    {
        NightFlow[] moves = [.. story.Flows.Where(flow => flow.Scheme == scheme && flow.IsMove)];
        Dictionary<string, SegmentPoint> then = story.Segments.Where(segment => segment.Scheme == scheme && segment.Date == before).ToDictionary(segment => segment.Code);
        string[] grown =
        [
            .. story.Now(scheme).Select(segment => (segment, Difference: segment.CustomerCount - (then.GetValueOrDefault(segment.Code)?.CustomerCount ?? 0)))
                .Where(change => change.Difference != 0)
                .OrderByDescending(change => Math.Abs(change.Difference)).ThenBy(change => change.segment.Code, StringComparer.Ordinal).Take(MostSegments)
                .Select(change => $"{change.segment.Code} {change.Difference.ToString("+#,##0;-#,##0", CultureInfo.InvariantCulture)}"),
        ];
        string who = moves.Length == 0
            ? "nobody moved"
            : $"{Figures.Count(moves.Sum(move => move.CustomerCount))} customers moved, most from {moves[0].From} to {moves[0].To} ({Figures.Count(moves[0].CustomerCount)})";
        return $"{scheme}, since {Figures.Date(before)}: {who}; {(grown.Length == 0 ? "every segment has as many customers as before" : $"sizes changed: {string.Join(", ", grown)}")}.";
    }

    private static string Badge(string tone) => tone switch
    {
        "pass" => "holds",
        "warn" => "look",
        "fail" => "broken",
        _ => "change",
    };
}
