using Segmentation.Models.Clustering;

namespace Segmentation.Models.Stability;

/// <summary>The clusters of one window, such as six months, by customer.</summary>
/// <param name="Name">How the window is called, such as its first and last day.</param>
/// <param name="CustomerKeys">Customers of the window, each once, in any order.</param>
/// <param name="Labels">Cluster of each, in the same order.</param>
public sealed record WindowLabels(string Name, ulong[] CustomerKeys, int[] Labels);

/// <summary>The model of one window.</summary>
/// <param name="Name">How the window is called.</param>
/// <param name="Centroids">Centroids, row-major, in columns and units that all windows share.</param>
public sealed record WindowCentroids(string Name, double[] Centroids);

/// <summary>How one window agrees with the next.</summary>
/// <param name="From">The earlier window.</param>
/// <param name="To">The later window.</param>
/// <param name="FromCount">Customers of the earlier.</param>
/// <param name="ToCount">Customers of the later.</param>
/// <param name="Agreement">How they agree on the customers they share.</param>
public sealed record WindowStep(string From, string To, int FromCount, int ToCount, LabelStability Agreement);

/// <summary>Whether clusters stay the same from one window of time to the next.</summary>
/// <param name="Steps">One per pair of neighbouring windows, in order.</param>
/// <param name="Verdict">The worst of the steps that could be compared.</param>
/// <param name="Reason">Why, naming the worst step.</param>
public sealed record RollingWindows(IReadOnlyList<WindowStep> Steps, StabilityVerdict Verdict, string Reason)
{
    /// <summary>
    /// Compares the labels of neighbouring windows over the customers they share: it changes both when the model does
    /// and when customers do.
    /// </summary>
    /// <param name="windows">At least two windows, in order of time.</param>
    /// <param name="options">Thresholds.</param>
    /// <remarks>O(n log n) per window, to bring customers into one order.</remarks>
    /// <exception cref="ArgumentException">
    /// There are fewer than two windows, shapes differ, or a customer stands twice in a window.
    /// </exception>
    public static RollingWindows JudgeLabels(IReadOnlyList<WindowLabels> windows, LabelStabilityOptions options)
    {
        ArgumentNullException.ThrowIfNull(windows);
        RequireTwo(windows.Count);
        WindowLabels[] sorted = [.. windows.Select(Sorted)];
        return Conclude(
        [
            .. sorted.Zip(sorted.Skip(1), (earlier, later) =>
            {
                (int[] first, int[] second) = Shared(earlier, later);
                return new WindowStep(
                    earlier.Name,
                    later.Name,
                    earlier.Labels.Length,
                    later.Labels.Length,
                    LabelStability.Compare(first, second, options));
            }),
        ]);
    }

    /// <summary>
    /// Compares the models of neighbouring windows by what they make of the same rows: customers' own changes are left
    /// out.
    /// </summary>
    /// <param name="rows">Finite features of the customers to judge by, such as today's, row-major.</param>
    /// <param name="columnCount">Features per row.</param>
    /// <param name="windows">At least two windows, in order of time.</param>
    /// <param name="options">Thresholds.</param>
    /// <param name="threadCount">Threads to use; 0 or less means all cores.</param>
    /// <param name="cancellationToken">Stops between units of rows.</param>
    /// <exception cref="ArgumentException">
    /// There are fewer than two windows, shapes differ, or a value is not finite.
    /// </exception>
    public static RollingWindows JudgeCentroids(
        ReadOnlySpan<float> rows,
        int columnCount,
        IReadOnlyList<WindowCentroids> windows,
        LabelStabilityOptions options,
        int threadCount = 1,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(windows);
        RequireTwo(windows.Count);
        int rowCount = KMeansChecks.RowCount(rows.Length, columnCount, nameof(rows));
        int[] earlier = new int[rowCount];
        int[] later = new int[rowCount];
        KMeans.Assign(
            rows, columnCount, windows[0].Centroids, earlier, [], threadCount, cancellationToken: cancellationToken);
        var steps = new List<WindowStep>();
        for (int window = 1; window < windows.Count; window++)
        {
            KMeans.Assign(
                rows,
                columnCount,
                windows[window].Centroids,
                later,
                [],
                threadCount,
                cancellationToken: cancellationToken);
            steps.Add(new WindowStep(
                windows[window - 1].Name,
                windows[window].Name,
                rowCount,
                rowCount,
                LabelStability.Compare(earlier, later, options)));
            (earlier, later) = (later, earlier);
        }

        return Conclude([.. steps]);
    }

    private static RollingWindows Conclude(WindowStep[] steps)
    {
        WindowStep? worst = steps
            .Where(step => step.Agreement.Verdict != StabilityVerdict.NotComparable)
            .OrderBy(step => step.Agreement.Verdict).ThenBy(step => step.Agreement.AdjustedRand)
            .FirstOrDefault();
        int skipped = steps.Count(step => step.Agreement.Verdict == StabilityVerdict.NotComparable);
        string left = skipped > 0 ? $" {skipped} of {steps.Length} steps could not be compared." : "";
        return worst is null
            ? new RollingWindows(
                steps, StabilityVerdict.NotComparable, "No two neighbouring windows share enough customers.")
            : new RollingWindows(
                steps,
                worst.Agreement.Verdict,
                $"The weakest step is {worst.From} to {worst.To}. {worst.Agreement.Reason}{left}");
    }

    private static WindowLabels Sorted(WindowLabels window)
    {
        KMeansChecks.LengthPerRow(window.Labels.Length, window.CustomerKeys.Length, nameof(window));
        ulong[] keys = (ulong[])window.CustomerKeys.Clone();
        int[] labels = (int[])window.Labels.Clone();
        Array.Sort(keys, labels);
        for (int i = 1; i < keys.Length; i++)
        {
            if (keys[i] == keys[i - 1])
            {
                throw new ArgumentException(
                    $"Window {window.Name} holds a customer twice. Nothing was compared.", nameof(window));
            }
        }

        return new WindowLabels(window.Name, keys, labels);
    }

    /// <summary>Labels of the customers in both windows, whose keys ascend.</summary>
    private static (int[] First, int[] Second) Shared(WindowLabels first, WindowLabels second)
    {
        var firstLabels = new List<int>();
        var secondLabels = new List<int>();
        for (int i = 0, j = 0; i < first.Labels.Length && j < second.Labels.Length;)
        {
            int order = first.CustomerKeys[i].CompareTo(second.CustomerKeys[j]);
            if (order == 0)
            {
                firstLabels.Add(first.Labels[i]);
                secondLabels.Add(second.Labels[j]);
            }

            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return ([.. firstLabels], [.. secondLabels]);
    }

    private static void RequireTwo(int windowCount)
    {
        if (windowCount < 2)
        {
            throw new ArgumentException($"{windowCount} windows were given; it takes two to compare.", nameof(windowCount));
        }
    }
}
