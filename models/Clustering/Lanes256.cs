using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Segmentation.Models.Clustering;

/// <inheritdoc cref="ILanes{TVector}"/>
internal readonly unsafe struct Lanes256 : ILanes<Vector256<float>>
{
    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* from) => Vector256.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> value, float* to) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> BroadcastIndex(int index) => Vector256.Create(index).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> BroadcastFour(float* from) => Vector256.Create(Vector128.Load(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadFours(float* from, nint stride) =>
        Vector256.Create(Vector128.Load(from), Vector128.Load(from + stride));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Subtract(Vector256<float> left, Vector256<float> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransposeFours(
        ref Vector256<float> a, ref Vector256<float> b, ref Vector256<float> c, ref Vector256<float> d)
    {
        Vector256<double> abLow = InterleaveLow(a, b).AsDouble(), abHigh = InterleaveHigh(a, b).AsDouble();
        Vector256<double> cdLow = InterleaveLow(c, d).AsDouble(), cdHigh = InterleaveHigh(c, d).AsDouble();
        a = InterleaveLow(abLow, cdLow).AsSingle();
        b = InterleaveHigh(abLow, cdLow).AsSingle();
        c = InterleaveLow(abHigh, cdHigh).AsSingle();
        d = InterleaveHigh(abHigh, cdHigh).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> InterleaveLow(Vector256<float> left, Vector256<float> right) =>
        Avx.IsSupported ? Avx.UnpackLow(left, right)
        : Vector256.Create(
            Lanes128.InterleaveLow(left.GetLower(), right.GetLower()),
            Lanes128.InterleaveLow(left.GetUpper(), right.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> InterleaveHigh(Vector256<float> left, Vector256<float> right) =>
        Avx.IsSupported ? Avx.UnpackHigh(left, right)
        : Vector256.Create(
            Lanes128.InterleaveHigh(left.GetLower(), right.GetLower()),
            Lanes128.InterleaveHigh(left.GetUpper(), right.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> InterleaveLow(Vector256<double> left, Vector256<double> right) =>
        Avx.IsSupported ? Avx.UnpackLow(left, right)
        : Vector256.Create(
            Lanes128.InterleaveLow(left.GetLower(), right.GetLower()),
            Lanes128.InterleaveLow(left.GetUpper(), right.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> InterleaveHigh(Vector256<double> left, Vector256<double> right) =>
        Avx.IsSupported ? Avx.UnpackHigh(left, right)
        : Vector256.Create(
            Lanes128.InterleaveHigh(left.GetLower(), right.GetLower()),
            Lanes128.InterleaveHigh(left.GetUpper(), right.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(
        Vector256<float> left, Vector256<float> right, Vector256<float> addend) =>
        Vector256.FusedMultiplyAdd(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddWidened(
        Vector256<float> first, Vector256<float> second, Vector256<float> third, Vector256<float> fourth, double* sums)
    {
        (Vector256<double> firstLow, Vector256<double> firstHigh) = Vector256.Widen(first);
        (Vector256<double> secondLow, Vector256<double> secondHigh) = Vector256.Widen(second);
        (Vector256<double> thirdLow, Vector256<double> thirdHigh) = Vector256.Widen(third);
        (Vector256<double> fourthLow, Vector256<double> fourthHigh) = Vector256.Widen(fourth);
        Vector256<double> low = Vector256.Load(sums) + firstLow + secondLow + thirdLow + fourthLow;
        Vector256<double> high = Vector256.Load(sums + 4) + firstHigh + secondHigh + thirdHigh + fourthHigh;
        low.Store(sums);
        high.Store(sums + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sqrt(Vector256<float> value) => Vector256.Sqrt(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Min(Vector256<float> left, Vector256<float> right) => Vector256.MinNative(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Max(Vector256<float> left, Vector256<float> right) => Vector256.MaxNative(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> SelectIfLess(
        Vector256<float> left, Vector256<float> right, Vector256<float> first, Vector256<float> second) =>
        Vector256.ConditionalSelect(Vector256.LessThan(left, right), first, second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong LessMask(Vector256<float> left, Vector256<float> right) =>
        Vector256.LessThan(left, right).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong DifferMask(Vector256<float> left, Vector256<float> right) =>
        (~Vector256.Equals(left.AsInt32(), right.AsInt32())).ExtractMostSignificantBits();
}
