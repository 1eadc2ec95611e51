using Segmentation.Jobs.Configuration;

namespace Segmentation.Batch.Configuration;

/// <summary>A configuration that passed every check, and where each part of it is written.</summary>
/// <param name="Config">The configuration, secrets resolved: keep it out of logs.</param>
/// <param name="Path">Full path of the file.</param>
/// <param name="Folder">Full path of its folder, to which the paths in it are relative.</param>
/// <param name="Text">The file's text, secrets unresolved, lines ending in a line feed.</param>
/// <param name="Sha256">SHA-256 of <paramref name="Text"/> in UTF-8, 64 lowercase hexadecimal digits.</param>
public sealed record LoadedConfig(SegmentationConfig Config, string Path, string Folder, string Text, string Sha256)
{
    internal PathIndex Index { get; init; } = new();

    /// <summary>Where a setting is written, or null when the file leaves it to its default.</summary>
    /// <param name="dottedPath">Names and list positions from 0, as in <c>schemes.value.segments[2].when</c>.</param>
    /// <remarks>A single value is where the value stands; a mapping or list is where its key stands.
    /// What an alias brings in is where the anchor is.</remarks>
    public ConfigPosition? PositionOf(string dottedPath) => Index.Find(dottedPath);

    /// <summary>Where a setting is written, or the nearest setting around it; the file's start at last.</summary>
    public ConfigPosition NearestPositionOf(string dottedPath) => Index.FindNearest(dottedPath);

    /// <summary>Names the configuration without its values, since those may be secrets.</summary>
    public override string ToString() => $"{Path} (sha256 {Sha256})";
}
