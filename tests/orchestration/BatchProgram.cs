namespace Segmentation.Batch.Tests;

/// <summary>The program that tests start as a process.</summary>
internal static class BatchProgram
{
    /// <summary>The segbatch.dll that <c>SEGBATCH_PROGRAM</c> names, such as a ReadyToRun build, which starts in half the time;
    /// without it the one beside the tests.</summary>
    public static string Path { get; } =
        Environment.GetEnvironmentVariable("SEGBATCH_PROGRAM") is { Length: > 0 } named
            ? named
            : System.IO.Path.Combine(AppContext.BaseDirectory, "segbatch.dll");
}
