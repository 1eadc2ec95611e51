using System.Globalization;
using Segmentation.Batch.Runs;
using Segmentation.Jobs;

namespace Segmentation.Batch.Tests;

/// <summary>Nights in the test's own process, for tests of what a night leaves, not of the program around it.</summary>
internal static class NightInProcess
{
    /// <summary>Runs the night of a day and publishes it.</summary>
    public static NightResult PublishNight(this ProjectSession session, string date, int? threads = null) => session.RunNight(
        new NightOptions
        {
            Command = "nightly",
            SnapshotDate = DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture),
            Goal = NightGoal.Publish,
            IsQuiet = true,
            Threads = threads,
        },
        CancellationToken.None);
}
