using System.Globalization;

namespace Segmentation.Batch.Schedule;

/// <summary>A clock that may run faster than the machine's, for tests only: two hundred nights pass in minutes.</summary>
/// <remarks>SEGBATCH_TEST_CLOCK is "START REAL SPEED END": when the machine's clock said REAL it was START; since then SPEED seconds
/// pass in one, until it is END, where it stands still. Processes with the same text have the same clock.</remarks>
internal sealed class ScheduleClock : TimeProvider
{
    /// <summary>The variable that sets it.</summary>
    public const string Variable = "SEGBATCH_TEST_CLOCK";

    private readonly TimeProvider inner;
    private readonly DateTimeOffset start;
    private readonly DateTimeOffset real;
    private readonly DateTimeOffset end;

    private ScheduleClock(TimeProvider inner, DateTimeOffset start, DateTimeOffset real, double speed, DateTimeOffset end) =>
        (this.inner, this.start, this.real, Speed, this.end) = (inner, start, real, speed, end);

    /// <summary>Seconds that pass in one of the machine's.</summary>
    public double Speed { get; }

    /// <summary>The machine's clock, unless the variable is set.</summary>
    public static ScheduleClock Of(TimeProvider machine, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return new ScheduleClock(machine, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, 1, DateTimeOffset.MaxValue);
        }

        string[] parts = text.Split(' ');
        return new ScheduleClock(machine, Instant(parts[0]), Instant(parts[1]), double.Parse(parts[2], CultureInfo.InvariantCulture), Instant(parts[3]));
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        DateTimeOffset now = start + ((inner.GetUtcNow() - real) * Speed);
        return now < end ? now : end;
    }

    /// <summary>When the machine's clock will say so: for Quartz, which wakes by it. Never before now.</summary>
    public DateTimeOffset OnMachine(DateTimeOffset instant)
    {
        TimeSpan wait = (instant - GetUtcNow()) / Speed;
        return inner.GetUtcNow() + (wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => inner.GetTimestamp();

    /// <inheritdoc/>
    public override long TimestampFrequency => inner.TimestampFrequency;

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
