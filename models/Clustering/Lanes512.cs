using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Segmentation.Models.Clustering;

/// <inheritdoc cref="ILanes{TVector}"/>
internal readonly unsafe struct Lanes512 : ILanes<Vector512<float>>
{
    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* from) => Vector512.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, float* to) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> BroadcastIndex(int index) => Vector512.Create(index).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> BroadcastFour(float* from) => Vector512.Create(Vector128.Load(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadFours(float* from, nint stride)
    {
        if (!Avx512F.IsSupported)
        {
            return Vector512.Create(
                Lanes256.LoadFours(from, stride), Lanes256.LoadFours(from + 2 * stride, stride));
        }

        Vector512<float> fours = Vector128.Load(from).ToVector256Unsafe().ToVector512Unsafe();
        fours = Avx512F.InsertVector128(fours, Vector128.Load(from + stride), 1);
        fours = Avx512F.InsertVector128(fours, Vector128.Load(from + 2 * stride), 2);
        return Avx512F.InsertVector128(fours, Vector128.Load(from + 3 * stride), 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Subtract(Vector512<float> left, Vector512<float> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransposeFours(
        ref Vector512<float> a, ref Vector512<float> b, ref Vector512<float> c, ref Vector512<float> d)
    {
        Vector512<double> abLow = InterleaveLow(a, b).AsDouble(), abHigh = InterleaveHigh(a, b).AsDouble();
        Vector512<double> cdLow = InterleaveLow(c, d).AsDouble(), cdHigh = InterleaveHigh(c, d).AsDouble();
        a = InterleaveLow(abLow, cdLow).AsSingle();
        b = InterleaveHigh(abLow, cdLow).AsSingle();
        c = InterleaveLow(abHigh, cdHigh).AsSingle();
        d = InterleaveHigh(abHigh, cdHigh).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> InterleaveLow(Vector512<float> left, Vector512<float> right) =>
        Avx512F.IsSupported ? Avx512F.UnpackLow(left, right)
        : Vector512.Create(
            Lanes256.InterleaveLow(left.GetLower(), right.GetLower()),
            Lanes256.InterleaveLow(left.GetUpper(), right.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> InterleaveHigh(Vector512<float> left, Vector512<float> right) =>
        Avx512F.IsSupported ? Avx512F.UnpackHigh(left, right)
        : Vector512.Create(
            Lanes256.InterleaveHigh(left.GetLower(), right.GetLower()),
            Lanes256.InterleaveHigh(left.GetUpper(), right.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> InterleaveLow(Vector512<double> left, Vector512<double> right) =>
        Avx512F.IsSupported ? Avx512F.UnpackLow(left, right)
        : Vector512.Create(
            Lanes256.InterleaveLow(left.GetLower(), right.GetLower()),
            Lanes256.InterleaveLow(left.GetUpper(), right.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> InterleaveHigh(Vector512<double> left, Vector512<double> right) =>
        Avx512F.IsSupported ? Avx512F.UnpackHigh(left, right)
        : Vector512.Create(
            Lanes256.InterleaveHigh(left.GetLower(), right.GetLower()),
            Lanes256.InterleaveHigh(left.GetUpper(), right.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(
        Vector512<float> left, Vector512<float> right, Vector512<float> addend) =>
        Vector512.FusedMultiplyAdd(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddWidened(
        Vector512<float> first, Vector512<float> second, Vector512<float> third, Vector512<float> fourth, double* sums)
    {
        (Vector512<double> firstLow, Vector512<double> firstHigh) = Vector512.Widen(first);
        (Vector512<double> secondLow, Vector512<double> secondHigh) = Vector512.Widen(second);
        (Vector512<double> thirdLow, Vector512<double> thirdHigh) = Vector512.Widen(third);
        (Vector512<double> fourthLow, Vector512<double> fourthHigh) = Vector512.Widen(fourth);
        Vector512<double> low = Vector512.Load(sums) + firstLow + secondLow + thirdLow + fourthLow;
        Vector512<double> high = Vector512.Load(sums + 8) + firstHigh + secondHigh + thirdHigh + fourthHigh;
        low.Store(sums);
        high.Store(sums + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sqrt(Vector512<float> value) => Vector512.Sqrt(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Min(Vector512<float> left, Vector512<float> right) => Vector512.MinNative(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Max(Vector512<float> left, Vector512<float> right) => Vector512.MaxNative(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SelectIfLess(
        Vector512<float> left, Vector512<float> right, Vector512<float> first, Vector512<float> second) =>
        Vector512.ConditionalSelect(Vector512.LessThan(left, right), first, second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong LessMask(Vector512<float> left, Vector512<float> right) =>
        Vector512.LessThan(left, right).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong DifferMask(Vector512<float> left, Vector512<float> right) =>
        (~Vector512.Equals(left.AsInt32(), right.AsInt32())).ExtractMostSignificantBits();
}
