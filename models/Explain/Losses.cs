namespace Segmentation.Models.Explain;

/// <summary>What a prediction costs, row by row.</summary>
internal static class Losses
{
    public static double[] Squared(double[] outcome, double[] predictions) =>
        [.. outcome.Select((value, row) => (value - predictions[row]) * (value - predictions[row]))];

    /// <summary>2·(y·ln(y/μ) − y + μ), of y not below 0 and μ above 0.</summary>
    public static double[] PoissonDeviance(double[] outcome, double[] predictions) =>
        [
            .. outcome.Select((value, row) =>
                2 * ((value > 0 ? value * Math.Log(value / predictions[row]) : 0) - value + predictions[row])),
        ];

    /// <summary>−ln of the chance given to what happened; outcomes are 0 or 1.</summary>
    public static double[] Logarithmic(double[] outcome, double[] predictions) =>
        [.. outcome.Select((value, row) => -Math.Log(value > 0 ? predictions[row] : 1 - predictions[row]))];
}
