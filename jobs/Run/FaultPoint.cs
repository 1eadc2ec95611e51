using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Segmentation.Jobs.Run;

/// <summary>A place where the process may be killed, to prove that nothing is lost when it is.</summary>
/// <remarks>
/// <para>Every boundary that matters stands between two of these: each commit of the ledger and of the scratch database, each write,
/// flush, rename and deletion of a file, each move of a pointer. They do nothing unless <see cref="Variable"/> is set.</para>
/// <para><c>SEGBATCH_FAULT_POINT=137</c> kills the process (SIGKILL: no handler runs, nothing is flushed) when it reaches its 137th point;
/// <c>=NAME#2</c> when it reaches the point of that name for the second time. <c>=list:FILE</c> writes the name of every point that is
/// reached to a file, one a line. In names a run's id reads RUN.</para>
/// </remarks>
public static partial class FaultPoint
{
    /// <summary>The environment variable that switches the points on.</summary>
    public const string Variable = "SEGBATCH_FAULT_POINT";

    private const string ListPrefix = "list:";
    private static readonly string? Setting = Environment.GetEnvironmentVariable(Variable);
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, long> Reached = new(StringComparer.Ordinal);
    private static long count;

    /// <summary>Says that a boundary is reached.</summary>
    /// <param name="name">The boundary, such as <c>ledger save step: before commit</c>.</param>
    public static void Reach(string name)
    {
        if (Setting is not null)
        {
            Act(name, Setting);
        }
    }

    private static void Act(string name, string setting)
    {
        string point = RunId().Replace(name, "RUN");
        lock (Gate)
        {
            count++;
            long times = Reached[point] = Reached.GetValueOrDefault(point) + 1;
            if (setting.StartsWith(ListPrefix, StringComparison.Ordinal))
            {
                File.AppendAllText(setting[ListPrefix.Length..], $"{point}#{times}\n");
            }
            else if (setting == $"{point}#{times}" || (long.TryParse(setting, NumberStyles.None, CultureInfo.InvariantCulture, out long deadly) && count == deadly))
            {
                using Process self = Process.GetCurrentProcess();
                self.Kill();
                // The signal is on its way; nothing more may be done.
                _ = CancellationToken.None.WaitHandle.WaitOne();
            }
        }
    }

    [GeneratedRegex(@"r\d{8}-\d{6}-\d{3}", RegexOptions.CultureInvariant)]
    private static partial Regex RunId();
}
