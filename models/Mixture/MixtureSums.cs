namespace Segmentation.Models.Mixture;

/// <summary>
/// What one EM step needs to know of the rows: per component the sum of memberships, and first and second moments of
/// the difference to the mean the component had. Measured from that mean, a far-off origin costs no digits.
/// </summary>
internal sealed class MixtureSums
{
    public MixtureSums(CovarianceShape shape, int componentCount, int columnCount)
    {
        ComponentCount = componentCount;
        ColumnCount = columnCount;
        IsTriangular = shape is CovarianceShape.Full or CovarianceShape.Tied;
        IsPooled = shape == CovarianceShape.Tied;
        SecondLength = IsTriangular ? Triangle.Length(columnCount) : columnCount;
        Values = new double[SecondStart + (IsPooled ? 1 : componentCount) * SecondLength];
    }

    public int ComponentCount { get; }

    public int ColumnCount { get; }

    /// <summary>Whether second moments are packed triangles rather than diagonals.</summary>
    public bool IsTriangular { get; }

    /// <summary>Whether all components share their second moments.</summary>
    public bool IsPooled { get; }

    public int SecondLength { get; }

    public int SecondStart => ComponentCount * (1 + ColumnCount);

    /// <summary>Memberships, then first moments, then second, so that units add up in one loop.</summary>
    public double[] Values { get; }

    public double LogLikelihood { get; set; }

    public double Weight(int component) => Values[component];

    public Span<double> First(int component) =>
        Values.AsSpan(ComponentCount + component * ColumnCount, ColumnCount);

    public Span<double> Second(int component) =>
        Values.AsSpan(SecondStart + (IsPooled ? 0 : component) * SecondLength, SecondLength);

    public void Add(MixtureSums other)
    {
        LogLikelihood += other.LogLikelihood;
        for (int i = 0; i < Values.Length; i++)
        {
            Values[i] += other.Values[i];
        }
    }

    /// <summary>Adds a row that belongs wholly to one component.</summary>
    public void AddRow(int component, ReadOnlySpan<double> difference)
    {
        Values[component]++;
        Span<double> first = First(component);
        Span<double> second = Second(component);
        int place = 0;
        for (int row = 0; row < difference.Length; row++)
        {
            first[row] += difference[row];
            for (int column = IsTriangular ? 0 : row; column <= row; column++)
            {
                second[place++] += difference[row] * difference[column];
            }
        }
    }
}
