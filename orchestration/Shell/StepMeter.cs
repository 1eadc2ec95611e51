using System.Globalization;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Shell;

/// <summary>Measures what this process spends from its making on.</summary>
/// <remarks>Memory and bytes come from Linux's <c>/proc</c>, which forgets an earlier peak when it is told to; elsewhere they are not known.</remarks>
internal sealed class StepMeter
{
    private const string Self = "/proc/self";
    private readonly TimeProvider clock;
    private readonly long stamp;
    private readonly TimeSpan cpu;
    private readonly (long Read, long Written)? bytes;
    private readonly bool knowsPeak;

    public StepMeter(TimeProvider clock)
    {
        this.clock = clock;
        knowsPeak = ForgetPeak();
        bytes = Bytes();
        cpu = Cpu();
        stamp = clock.GetTimestamp();
    }

    /// <summary>What was spent until now.</summary>
    public StepCost Read()
    {
        (long Read, long Written)? now = Bytes();
        return new StepCost(
            (long)clock.GetElapsedTime(stamp).TotalMilliseconds,
            (long)(Cpu() - cpu).TotalMilliseconds,
            knowsPeak ? Peak() : null,
            now?.Read - bytes?.Read,
            now?.Written - bytes?.Written);
    }

    private static TimeSpan Cpu() => Environment.CpuUsage.TotalTime;

    private static bool ForgetPeak()
    {
        try
        {
            File.WriteAllText($"{Self}/clear_refs", "5");
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static long? Peak() => Number("status", "VmHWM:") * 1024;

    private static (long Read, long Written)? Bytes() =>
        Number("io", "read_bytes:") is { } read && Number("io", "write_bytes:") is { } written ? (read, written) : null;

    private static long? Number(string file, string label)
    {
        try
        {
            string? line = File.ReadLines($"{Self}/{file}").FirstOrDefault(line => line.StartsWith(label, StringComparison.Ordinal));
            string? number = line?[label.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[0];
            return number is null ? null : long.Parse(number, CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
