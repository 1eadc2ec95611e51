namespace Segmentation.Jobs.Run;

/// <summary>Tries again what failed for a reason that passes by itself.</summary>
public static class Transient
{
    /// <summary>How often something is tried in all.</summary>
    public const int Attempts = 4;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>Does the work; after a transient fault it is done again, up to <see cref="Attempts"/> times in all, waiting 0.1, 0.4
    /// and 1.6 seconds in between. Any other fault, and the last, is thrown at once.</summary>
    /// <param name="work">What is done; undone by whoever throws.</param>
    /// <param name="isTransient">Whether a fault passes by itself.</param>
    public static T Retry<T>(Func<T> work, Func<Exception, bool> isTransient)
    {
        TimeSpan delay = FirstDelay;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return work();
            }
            catch (Exception error) when (attempt < Attempts && isTransient(error))
            {
                _ = CancellationToken.None.WaitHandle.WaitOne(delay);
                delay *= 4;
            }
        }
    }
}
