namespace Segmentation.Models.Quantiles;

/// <summary>What one tier holds.</summary>
/// <param name="Tier">The tier, from 0, the best.</param>
/// <param name="CustomerCount">Customers in it.</param>
/// <param name="CustomerShare">Their share of all customers; 0 when there are none at all.</param>
/// <param name="Value">The sum of their values; negative values count.</param>
/// <param name="ValueShare">
/// That sum over all positive value; 0 when there is none. Below 0 for a tier of losses.
/// </param>
public readonly record struct ValueTierShare(
    int Tier, long CustomerCount, double CustomerShare, double Value, double ValueShare);
