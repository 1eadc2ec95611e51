using Segmentation.Models.Matching;

namespace Segmentation.Models.Validation;

/// <summary>Mutual information two labellings have on average when only their label counts are kept.</summary>
/// <remarks>
/// Each cell is hypergeometric (Vinh, Epps, Bailey 2010, equation 24a). The sum over a cell's possible counts stops 12
/// standard deviations and 50 counts from its mean, beyond which nothing is left that float64 could add.
/// </remarks>
internal static class ExpectedInformation
{
    public static double Of(ContingencyTable table)
    {
        double sum = 0;
        foreach (long rowTotal in table.RowTotals)
        {
            foreach (long columnTotal in table.ColumnTotals)
            {
                sum += OfCell(rowTotal, columnTotal, table.Total);
            }
        }

        return sum;
    }

    private static double OfCell(long a, long b, long total)
    {
        double mean = (double)a / total * b;
        double spread = 12 * Math.Sqrt(mean) + 50;
        long first = Math.Max(Math.Max(1, a + b - total), (long)(mean - spread));
        long last = Math.Min(Math.Min(a, b), (long)(mean + spread));
        double constant = LogFactorial(a) + LogFactorial(b) + LogFactorial(total - a) + LogFactorial(total - b)
            - LogFactorial(total);
        double sum = 0;
        for (long count = first; count <= last; count++)
        {
            double logProbability = constant - LogFactorial(count) - LogFactorial(a - count) - LogFactorial(b - count)
                - LogFactorial(total - a - b + count);
            double information = (double)count / total * Math.Log((double)count / a * ((double)total / b));
            sum += information * Math.Exp(logProbability);
        }

        return sum;
    }

    /// <summary>ln n!: a sum for small n, Stirling's series beyond, where its error is below float64.</summary>
    private static double LogFactorial(long n)
    {
        if (n < SmallLogFactorials.Length)
        {
            return SmallLogFactorials[n];
        }

        double x = n;
        double inverse = 1 / x;
        double square = inverse * inverse;
        return x * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI * x)
            + inverse * (1.0 / 12 - square * (1.0 / 360 - square / 1260));
    }

    private static readonly double[] SmallLogFactorials = MakeSmallLogFactorials();

    private static double[] MakeSmallLogFactorials()
    {
        double[] logs = new double[256];
        for (int n = 2; n < logs.Length; n++)
        {
            logs[n] = logs[n - 1] + Math.Log(n);
        }

        return logs;
    }
}
