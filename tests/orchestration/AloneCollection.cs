namespace Segmentation.Batch.Tests;

/// <summary>Tests that keep the whole machine busy with processes of their own, run one after another when the others are done.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
