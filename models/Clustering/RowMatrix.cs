using System.Runtime.CompilerServices;

namespace Segmentation.Models.Clustering;

/// <summary>
/// Pinned rows, row-major, with optional weights and keys. Valid only while its owner keeps them pinned.
/// </summary>
internal readonly unsafe struct RowMatrix(float* values, float* weights, ulong* keys, int rowCount, int columnCount)
{
    private readonly float* _values = values;
    private readonly float* _weights = weights;
    private readonly ulong* _keys = keys;

    public int RowCount { get; } = rowCount;

    public int ColumnCount { get; } = columnCount;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Row(int row) => _values + (long)row * ColumnCount;

    /// <summary>The row's weight; 1 when there are no weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Weight(int row) => _weights == null ? 1 : _weights[row];

    /// <summary>The row's stable key; its index when there are no keys.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Key(int row) => _keys == null ? (ulong)row : _keys[row];
}
