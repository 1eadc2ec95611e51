using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Runs;

/// <summary>Tells nobody: for nights over no rows, which are no runs.</summary>
internal sealed class SilentLog : IRunLog
{
    public void StepStarted(string step)
    {
    }

    public void StepFinished(string step, long? rowCount, string summary)
    {
    }

    public void Note(string message)
    {
    }
}
