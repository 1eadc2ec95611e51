namespace Segmentation.Jobs.Report;

/// <summary>The page of one night: what changed, what ran, what was found, whether it ties.</summary>
public static class NightPage
{
    /// <param name="story">What is told.</param>
    /// <param name="indexFile">The page of all nights, in the same folder.</param>
    public static ReportPage Of(NightStory story, string indexFile) => new()
    {
        Title = $"Night of {Figures.Date(story.Publication.SnapshotDate)}",
        Subtitle = $"{story.Company}, run {story.Run.RunId} ({story.Run.Command}, program {story.Run.ProgramVersion}), {Figures.Count(story.Publication.CustomerCount)} customers. {(story.IsLive ? "Readers see this one." : "Readers see another one.")}",
        ParentFile = indexFile,
        ParentTitle = "All nights",
        Sections =
        [
            NightWords.Of(story),
            NightSegmentsPart.Of(story),
            NightMovesPart.Of(story),
            NightProfilesPart.Of(story),
            NightDistributionsPart.Of(story),
            NightTiesPart.Of(story),
            NightAuditsPart.Of(story),
            NightQuarantinePart.Of(story),
            NightStepsPart.Of(story),
        ],
    };
}
