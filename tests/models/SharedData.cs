namespace Segmentation.Models.Tests;

/// <summary>Real data beside the repository. Absent on a laptop: skip. Absent in CI: fail.</summary>
internal static class SharedData
{
    public static string RequireFile(string relativePath)
    {
        string path = Path.GetFullPath(Path.Combine(RepositoryRoot(), "..", "shared", "data", relativePath));
        bool exists = File.Exists(path);
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            exists.ShouldBeTrue($"{path} is needed in CI.");
        }

        Skip.IfNot(exists, $"{path} is not here.");
        return path;
    }

    private static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Segmentation.Batch.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new DirectoryNotFoundException("Segmentation.Batch.sln is above no test folder.");
    }
}
