namespace Segmentation.Batch.Configuration;

/// <summary>A place in the configuration file. Lines and columns count from 1.</summary>
/// <param name="File">The file as the caller named it, so a terminal can open it.</param>
/// <param name="Line">Line, from 1; 0 when the error is about the file as a whole.</param>
/// <param name="Column">Column, from 1; 0 when the error is about the file as a whole.</param>
public readonly record struct ConfigPosition(string File, int Line, int Column)
{
    /// <summary>The place as compilers write it: <c>segmentation.yml:14:5</c>.</summary>
    public override string ToString() => Line > 0 ? $"{File}:{Line}:{Column}" : File;
}
