namespace Segmentation.Jobs.Report;

/// <summary>The page about one scheme: first whether it may be published, then all that the answer rests on.</summary>
public static class SchemeReport
{
    /// <param name="facts">What is published about the scheme.</param>
    /// <param name="indexFile">The page of all schemes, in the same folder; null where there is none.</param>
    public static ReportPage Of(SchemeFacts facts, string? indexFile = null) => new()
    {
        Title = $"May the segments of {facts.Name} be published?",
        Subtitle = $"{facts.Description} Kind {facts.Kind}, model {facts.ModelVersion}, fitted as of {Figures.Date(facts.FittedDate)}, scored as of {Figures.Date(facts.SnapshotDate)}. Owner: {(facts.Owner.Length > 0 ? facts.Owner : "not stated")}.".TrimStart(),
        ParentFile = indexFile,
        Sections =
        [
            VerdictPart.Of(facts),
            SegmentPart.Of(facts),
            ProfilePart.Of(facts),
            CountPart.Of(facts),
            GatePart.Of(facts),
            StabilityPart.Of(facts),
            .. DendrogramPart.Of(facts),
            RulePart.Of(facts),
            LineagePart.Of(facts),
            PowerPart.Of(facts),
            CardPart.Of(facts),
            GlossaryPart.Of(),
        ],
    };
}
