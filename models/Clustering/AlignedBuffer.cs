using System.Runtime.InteropServices;

namespace Segmentation.Models.Clustering;

/// <summary>
/// Scratch memory that starts on a cache line, so that no vector load straddles two. Zeroed when made.
/// </summary>
internal sealed unsafe class AlignedBuffer<T> : IDisposable
    where T : unmanaged
{
    private const nuint CacheLineBytes = 64;

    public AlignedBuffer(int length)
    {
        nuint byteCount = (nuint)length * (nuint)sizeof(T) + CacheLineBytes;
        Pointer = (T*)NativeMemory.AlignedAlloc(byteCount, CacheLineBytes);
        NativeMemory.Clear(Pointer, byteCount);
    }

    ~AlignedBuffer() => Free();

    public T* Pointer { get; private set; }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
