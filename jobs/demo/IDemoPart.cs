namespace Segmentation.Jobs.Demo;

/// <summary>One part of the demo company: the files of one source, or what is true about them.</summary>
/// <remarks>
/// A part draws only from its own streams (<see cref="DemoWorld.Stream"/> under its own name) and reads only the world,
/// so adding or removing a part leaves every other part's files as they were. The one exception is by intent:
/// <see cref="DefectsPart"/> spoils files that are already there.
/// </remarks>
public interface IDemoPart
{
    /// <summary>Writes the part's files.</summary>
    void Write(DemoWorld world, DemoFolder folder, CancellationToken cancellationToken);
}
