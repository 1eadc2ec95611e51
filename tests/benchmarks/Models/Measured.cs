using System.Diagnostics;

namespace Segmentation.Benchmarks.Models;

/// <summary>Wall and processor time of some work.</summary>
internal static class Measured
{
    /// <summary>Does the work once and adds what it took, in milliseconds, to what it answers.</summary>
    public static Dictionary<string, object> Of(Func<Dictionary<string, object>> work)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long stamp = Stopwatch.GetTimestamp();
        Dictionary<string, object> answer = work();
        answer["wall_ms"] = Stopwatch.GetElapsedTime(stamp).TotalMilliseconds;
        answer["cpu_ms"] = (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds;
        return answer;
    }
}
