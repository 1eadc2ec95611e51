using System.Runtime.CompilerServices;

namespace Segmentation.Sql.Tests;

/// <summary>Finds files of the repository from where the tests were compiled.</summary>
internal static class TestFolder
{
    /// <summary>The folder tests/sql.</summary>
    public static string Path { get; } = Here();

    /// <summary>The root of the repository.</summary>
    public static string Repository { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(Path, "..", ".."));

    private static string Here([CallerFilePath] string file = "") => System.IO.Path.GetDirectoryName(file)!;
}
