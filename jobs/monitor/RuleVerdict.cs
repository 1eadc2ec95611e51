using Segmentation.Jobs.Configuration;

namespace Segmentation.Jobs.Monitor;

/// <summary>What one rule says about one subject tonight.</summary>
/// <param name="Subject">What it is about; never a customer.</param>
/// <param name="IsBad">Whether it is a sign of trouble.</param>
/// <param name="Severity">How bad.</param>
/// <param name="Message">What is wrong, to what, how the data stands, what to do; empty when nothing is.</param>
public sealed record RuleReading(string Subject, bool IsBad, Severity Severity, string Message)
{
    /// <summary>A subject that is as it should be.</summary>
    public static RuleReading Good(string subject) => new(subject, false, Severity.Information, "");
}

/// <summary>What one rule says tonight.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="IsComplete">Whether every subject was looked at: then one that is not named has nothing wrong with it. Else nothing is
/// known of it, and its incident stays as it is.</param>
/// <param name="Readings">What was found.</param>
public sealed record RuleVerdict(string Rule, bool IsComplete, IReadOnlyList<RuleReading> Readings)
{
    /// <summary>The rule could not look tonight.</summary>
    public static RuleVerdict Unknown(string rule) => new(rule, false, []);
}
