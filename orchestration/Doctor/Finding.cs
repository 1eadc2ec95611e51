namespace Segmentation.Batch.Doctor;

/// <summary>How a thing is.</summary>
public enum Health
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>A night would run, and somebody should look.</summary>
    Warn,

    /// <summary>A night would be refused.</summary>
    Fail,
}

/// <summary>What one check found.</summary>
/// <param name="Subject">What was looked at.</param>
/// <param name="Health">How it is.</param>
/// <param name="Found">What was found, in one line.</param>
/// <param name="Remedy">What to do; empty when nothing needs doing.</param>
public sealed record Finding(string Subject, Health Health, string Found, string Remedy = "")
{
    public static Finding Ok(string subject, string found) => new(subject, Health.Ok, found);

    public static Finding Warn(string subject, string found, string remedy) => new(subject, Health.Warn, found, remedy);

    public static Finding Fail(string subject, string found, string remedy) => new(subject, Health.Fail, found, remedy);
}
