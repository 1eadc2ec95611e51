namespace Segmentation.Models.Gates;

/// <summary>How probabilities are raised when many tests are made at once.</summary>
public enum MultipleTesting
{
    /// <summary>
    /// Holm (1979): bounds the chance of a single false finding, whatever the dependence of the tests.
    /// </summary>
    Holm,

    /// <summary>
    /// Benjamini and Hochberg (1995): bounds the expected share of false findings, for tests that are independent or
    /// positively dependent.
    /// </summary>
    BenjaminiHochberg,
}

/// <summary>Probabilities corrected for the number of tests.</summary>
public static class AdjustedProbability
{
    /// <summary>Corrects probabilities; compare the result with the significance wanted.</summary>
    /// <param name="probabilities">One per test, from 0 to 1; may be empty.</param>
    /// <param name="correction">Which bound holds.</param>
    /// <returns>One per test, in the same order, at most 1. Equal probabilities stay equal.</returns>
    /// <exception cref="ArgumentException">A probability is NaN or outside 0 to 1.</exception>
    public static double[] Of(IReadOnlyList<double> probabilities, MultipleTesting correction)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        for (int test = 0; test < probabilities.Count; test++)
        {
            if (!(probabilities[test] >= 0 && probabilities[test] <= 1))
            {
                throw new ArgumentException(
                    $"The probability of test {test} is {probabilities[test]}; it is from 0 to 1.",
                    nameof(probabilities));
            }
        }

        int count = probabilities.Count;
        int[] ascending = [.. Enumerable.Range(0, count).OrderBy(test => probabilities[test])];
        double[] adjusted = new double[count];
        if (correction == MultipleTesting.Holm)
        {
            double most = 0;
            for (int rank = 0; rank < count; rank++)
            {
                most = Math.Max(most, Math.Min(1, (count - rank) * probabilities[ascending[rank]]));
                adjusted[ascending[rank]] = most;
            }
        }
        else
        {
            double least = 1;
            for (int rank = count - 1; rank >= 0; rank--)
            {
                least = Math.Min(least, count / (rank + 1.0) * probabilities[ascending[rank]]);
                adjusted[ascending[rank]] = least;
            }
        }

        return adjusted;
    }
}
