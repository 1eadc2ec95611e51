namespace Segmentation.Jobs.Demo;

/// <summary>What demo company to make.</summary>
public sealed record DemoOptions
{
    /// <summary>People who exist, whether or not they ever order. 1 to 10,000,000.</summary>
    public int Customers { get; init; } = 5000;

    /// <summary>Every draw comes from this seed and a stable id, so the same seed makes the same company.</summary>
    public long Seed { get; init; } = 7;

    /// <summary>Nights with a known answer, a month apart, the last on <see cref="LastSnapshot"/>.
    /// 1 to <see cref="Months"/>.</summary>
    public int Nights { get; init; } = 3;

    /// <summary>Snapshot date of the last night, the first of a month; the last order is on the day before.</summary>
    public DateOnly LastSnapshot { get; init; } = new(2026, 7, 1);

    /// <summary>Months of history before <see cref="LastSnapshot"/>. 12 to 120: the groups need a year to show.</summary>
    public int Months { get; init; } = 18;

    /// <summary>Refuses options no company can be made from.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Customers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Customers, 10_000_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(Months, 12);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Months, 120);
        ArgumentOutOfRangeException.ThrowIfLessThan(Nights, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Nights, Months);
        ArgumentOutOfRangeException.ThrowIfNotEqual(LastSnapshot.Day, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(LastSnapshot, new DateOnly(1990, 1, 1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(LastSnapshot, new DateOnly(2060, 1, 1));
    }
}

/// <summary>What was written.</summary>
/// <param name="Folder">Full path of the company's folder.</param>
/// <param name="ConfigFile">Full path of its segmentation.yml.</param>
/// <param name="SnapshotDates">Snapshot dates of the nights, earliest first.</param>
/// <param name="Customers">People who exist.</param>
/// <param name="Files">Files delivered to the company's warehouse: not the truth, not the configuration.</param>
/// <param name="RowsByTable">Data records in those files per contract table, defects and duplicates included.</param>
/// <param name="Defects">Rows planted to be refused.</param>
public sealed record DemoSummary(
    string Folder,
    string ConfigFile,
    IReadOnlyList<DateOnly> SnapshotDates,
    int Customers,
    int Files,
    IReadOnlyDictionary<string, long> RowsByTable,
    long Defects);
