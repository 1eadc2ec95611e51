using Spectre.Console;

namespace Segmentation.Batch.Shell;

/// <summary>One line at the bottom of a terminal that says what is going on, once it has been going on for a second.</summary>
/// <remarks>Where standard error is no terminal nothing is written: finished steps are lines there, and lines stay.</remarks>
internal sealed class LiveLine : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(200);

    private readonly IAnsiConsole console;
    private readonly TimeProvider clock;
    private readonly Lock writing = new();
    private ITimer? timer;
    private bool isShown;

    /// <summary>Makes a line that shows nothing yet.</summary>
    /// <param name="console">The terminal.</param>
    /// <param name="clock">The clock.</param>
    public LiveLine(IAnsiConsole console, TimeProvider clock) => (this.console, this.clock) = (console, clock);

    /// <summary>Whether lines can be written over here.</summary>
    public bool IsLive => console.Profile is { Capabilities: { Ansi: true, Interactive: true }, Out.IsTerminal: true };

    /// <summary>Begins to tell of something.</summary>
    /// <param name="text">What is on, in a few words.</param>
    public void Begin(string text)
    {
        End();
        if (IsLive)
        {
            long since = clock.GetTimestamp();
            timer = clock.CreateTimer(_ => Show(text, since), null, Patience, Beat);
        }
    }

    /// <summary>Takes the line away.</summary>
    public void End()
    {
        timer?.Dispose();
        lock (writing)
        {
            timer = null;
            if (isShown)
            {
                console.Profile.Out.Writer.Write("\r\u001b[2K");
                isShown = false;
            }
        }
    }

    public void Dispose() => End();

    private void Show(string text, long since)
    {
        lock (writing)
        {
            // A beat that was on its way when the line was taken away must not bring it back.
            if (timer is null)
            {
                return;
            }

            string line = $"{text}  {clock.GetElapsedTime(since).TotalSeconds:0} s";
            int width = Math.Max(10, console.Profile.Width - 1);
            console.Profile.Out.Writer.Write($"\r\u001b[2K{(line.Length > width ? line[..width] : line)}");
            console.Profile.Out.Writer.Flush();
            isShown = true;
        }
    }
}
