namespace Segmentation.Jobs.Report;

/// <summary>Whether a fit may be published, said in words, and what to look at first.</summary>
/// <param name="Tone">pass, warn or fail.</param>
/// <param name="Answer">The answer, in a sentence.</param>
/// <param name="Reason">Why.</param>
/// <param name="Findings">What was judged, what needs a look first.</param>
public sealed record Verdict(string Tone, string Answer, string Reason, IReadOnlyList<Finding> Findings)
{
    /// <summary>
    /// A gate that warns asks for a person's decision. Anything else that warns asks for a look: segments that come back less surely
    /// may still be good to talk to customers by. A bootstrap that dissolves a segment counts as a gate, since there is nothing to name.
    /// </summary>
    public static Verdict Of(SchemeFacts facts)
    {
        if (facts.Evidence.Count == 0)
        {
            return new Verdict(
                "fail", "Nothing can be said.", "This model was fitted by a program that kept no evidence. Fit it anew with 'segbatch nightly --full-refresh'.", []);
        }

        List<Finding> findings = [.. Finding.Of(facts)];
        string[] decisive = [.. findings.Where(finding => finding.IsDecisive && finding.Verdict != "pass").Select(finding => finding.Title)];
        int others = findings.Count(finding => !finding.IsDecisive && finding.Verdict == "warn");
        int gates = findings.Count(finding => finding.IsDecisive);
        string also = others switch
        {
            0 => "",
            1 => " One other finding deserves a look.",
            _ => $" {others} other findings deserve a look.",
        };
        return (decisive.Length, others) switch
        {
            (0, 0) => new Verdict("pass", "Yes, this may be published.", $"All {gates} gates passed, and nothing else that was measured raised a warning.", findings),
            (0, _) => new Verdict("pass", "Yes, this may be published; know its limits.", $"All {gates} gates passed.{also}", findings),
            _ => new Verdict(
                decisive.Length > 1 ? "fail" : "warn",
                decisive.Length > 1 ? "Not as it is." : "Only by a person's decision.",
                $"{decisive.Length} of {gates} gates did not pass: {string.Join(", ", decisive.Select(title => char.ToLowerInvariant(title[0]) + title[1..]))}. Read the remedies before it is used.{also}",
                findings),
        };
    }
}
