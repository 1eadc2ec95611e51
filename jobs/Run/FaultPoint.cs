using System.Diagnostics;
using System.Globalization;

namespace Segmentation.Jobs.Run;

/// <summary>A place where the process may be killed, to prove that nothing is lost when it is.</summary>
/// <remarks>
/// <para>Every boundary that matters stands between two of these: each commit of the ledger and of the scratch database, each write,
/// flush, rename and deletion of a file, each move of a pointer. They do nothing unless <see cref="Variable"/> is set.</para>
/// <para><c>SEGBATCH_FAULT_POINT=137</c> kills the process (SIGKILL: no handler runs, nothing is flushed) when it reaches its 137th point.
/// <c>SEGBATCH_FAULT_POINT=list:FILE</c> writes the name of every point that is reached to a file, one a line.</para>
/// </remarks>
public static class FaultPoint
{
    /// <summary>The environment variable that switches the points on.</summary>
    public const string Variable = "SEGBATCH_FAULT_POINT";

    private const string ListPrefix = "list:";
    private static readonly string? Setting = Environment.GetEnvironmentVariable(Variable);
    private static readonly Lock Gate = new();
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
        lock (Gate)
        {
            count++;
            if (setting.StartsWith(ListPrefix, StringComparison.Ordinal))
            {
                File.AppendAllText(setting[ListPrefix.Length..], name + "\n");
            }
            else if (long.TryParse(setting, NumberStyles.None, CultureInfo.InvariantCulture, out long deadly) && count == deadly)
            {
                using Process self = Process.GetCurrentProcess();
                self.Kill();
                // The signal is on its way; nothing more may be done.
                _ = CancellationToken.None.WaitHandle.WaitOne();
            }
        }
    }
}
