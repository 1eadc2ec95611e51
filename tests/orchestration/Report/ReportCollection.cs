namespace Segmentation.Batch.Tests.Report;

/// <summary>Tests that look at one published company: it takes two nights, so they share it.</summary>
[CollectionDefinition(Name)]
public sealed class ReportCollection : ICollectionFixture<PublishedCompany>
{
    public const string Name = "report";
}
