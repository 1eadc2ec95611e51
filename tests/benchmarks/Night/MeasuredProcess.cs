using System.Diagnostics;
using System.Globalization;

namespace Segmentation.Benchmarks.Night;

/// <summary>What a process cost.</summary>
/// <param name="Output">Its standard output.</param>
/// <param name="WallSeconds">From start to end.</param>
/// <param name="PeakMegabytes">Most memory resident at once; 0 where the system does not tell.</param>
internal sealed record MeasuredProcess(string Output, double WallSeconds, double PeakMegabytes)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Runs a .NET program to its end and watches its memory.</summary>
    /// <exception cref="InvalidOperationException">It did not end with exit code 0.</exception>
    public static MeasuredProcess Run(string assembly, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, assembly));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        long stamp = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        double peak = 0;
        while (!process.WaitForExit(Interval))
        {
            peak = Math.Max(peak, PeakOf(process.Id));
        }

        return process.ExitCode == 0
            ? new MeasuredProcess(output.Result, Stopwatch.GetElapsedTime(stamp).TotalSeconds, peak)
            : throw new InvalidOperationException($"{assembly} {string.Join(' ', arguments)} ended with exit code {process.ExitCode}.");
    }

    /// <summary>The kernel's own high-water mark, so that nothing between two looks is missed.</summary>
    private static double PeakOf(int processId)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{processId}/status")
                .FirstOrDefault(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024.0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
