namespace Segmentation.Models.Clustering;

#pragma warning disable IDE0040 // It asks for a modifier on static abstract members, then calls it unnecessary.

/// <summary>
/// The dozen vector operations the distance kernel needs, at one width. Every lane does the same fused operations in
/// the same order at every width, which is why the width cannot change a result.
/// </summary>
internal unsafe interface ILanes<TVector>
    where TVector : struct
{
    static abstract int Count { get; }

    static abstract TVector Load(float* from);

    static abstract void Store(TVector value, float* to);

    static abstract TVector Broadcast(float value);

    /// <summary>An index in every lane, carried as raw bits among the floats.</summary>
    static abstract TVector BroadcastIndex(int index);

    /// <summary>The same four values in every four lanes.</summary>
    static abstract TVector BroadcastFour(float* from);

    /// <summary>Four values from each of Count / 4 places, <paramref name="stride"/> values apart.</summary>
    static abstract TVector LoadFours(float* from, nint stride);

    static abstract TVector Subtract(TVector left, TVector right);

    /// <summary>Turns every four lanes of four vectors on their side: row i of each becomes vector i.</summary>
    static abstract void TransposeFours(ref TVector a, ref TVector b, ref TVector c, ref TVector d);

    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector addend);

    /// <summary>Adds four vectors, one after the other and in float64, to as many sums as there are lanes.</summary>
    static abstract void AddWidened(TVector first, TVector second, TVector third, TVector fourth, double* sums);

    static abstract TVector Sqrt(TVector value);

    static abstract TVector Min(TVector left, TVector right);

    static abstract TVector Max(TVector left, TVector right);

    /// <summary>Lane by lane: <paramref name="left"/> &lt; <paramref name="right"/> ? first : second.</summary>
    static abstract TVector SelectIfLess(TVector left, TVector right, TVector first, TVector second);

    /// <summary>One bit per lane: <paramref name="left"/> &lt; <paramref name="right"/>.</summary>
    static abstract ulong LessMask(TVector left, TVector right);

    /// <summary>One bit per lane whose raw bits differ.</summary>
    static abstract ulong DifferMask(TVector left, TVector right);
}

#pragma warning restore IDE0040
