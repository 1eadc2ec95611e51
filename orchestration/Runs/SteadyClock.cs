namespace Segmentation.Batch.Runs;

/// <summary>A clock that never goes back, not even behind what an earlier process has recorded.</summary>
/// <remarks>History is ordered by when it was recorded. Where the machine's clock was set back, this one ticks on from the newest
/// instant that is known, until the machine's has caught up.</remarks>
internal sealed class SteadyClock : TimeProvider
{
    private readonly TimeProvider inner;
    private readonly Lock gate = new();
    private DateTimeOffset last;

    private SteadyClock(TimeProvider inner, TimeSpan shift) => (this.inner, Shift) = (inner, shift);

    /// <summary>How far this clock is ahead of the machine's; zero unless that was set back.</summary>
    public TimeSpan Shift { get; }

    /// <summary>A clock that stands after an instant.</summary>
    /// <param name="newest">What it must stand after, by at least a millisecond; null when nothing is known.</param>
    /// <param name="clock">The machine's clock.</param>
    public static TimeProvider After(DateTimeOffset? newest, TimeProvider clock)
    {
        TimeSpan behind = newest is { } known ? known.AddMilliseconds(1) - clock.GetUtcNow() : TimeSpan.Zero;
        return new SteadyClock(clock, behind > TimeSpan.Zero ? behind : TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            DateTimeOffset now = inner.GetUtcNow() + Shift;
            last = now > last ? now : last;
            return last;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => inner.GetTimestamp();

    /// <inheritdoc/>
    public override long TimestampFrequency => inner.TimestampFrequency;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;
}
