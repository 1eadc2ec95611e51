namespace Segmentation.Models.Explain;

/// <summary>The best question for a node.</summary>
/// <param name="Feature">Position of the feature.</param>
/// <param name="Bin">Codes up to this go left; <see cref="Presence"/> asks only whether there is a value.</param>
/// <param name="MissingGoesLeft">Where missing values go.</param>
/// <param name="Gain">Weight times the fall in Gini impurity.</param>
internal sealed record TreeSplit(int Feature, int Bin, bool MissingGoesLeft, double Gain)
{
    public const int Presence = 254;

    public bool GoesLeft(byte code) => code == TreeBins.Missing ? MissingGoesLeft : code <= Bin;
}
