namespace Segmentation.Batch.Configuration;

/// <summary>One thing that is wrong in a configuration file.</summary>
/// <param name="Position">Where it is written.</param>
/// <param name="Message">What was read, what is allowed, and the nearest right word; never the value of a secret.</param>
public sealed record ConfigError(ConfigPosition Position, string Message)
{
    /// <summary>The file as the caller named it.</summary>
    public string File => Position.File;

    /// <summary>Line, from 1; 0 when the error is about the file as a whole.</summary>
    public int Line => Position.Line;

    /// <summary>Column, from 1; 0 when the error is about the file as a whole.</summary>
    public int Column => Position.Column;

    /// <summary>The error as one line: <c>segmentation.yml:14:5: unknown key ...</c></summary>
    public override string ToString() => $"{Position}: {Message}";
}
