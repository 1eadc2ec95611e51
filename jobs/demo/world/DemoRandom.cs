namespace Segmentation.Jobs.Demo;

/// <summary>A family of draws, named by seed, part and purpose. Each entity gets a generator of its own from it.</summary>
/// <remarks>Whole-number arithmetic only, so that every platform draws the same.</remarks>
public readonly struct DemoStream
{
    private readonly ulong _key;

    internal DemoStream(long seed, string part, string purpose) =>
        _key = Combine(Combine(Combine(0, (ulong)seed), Hash(part)), Hash(purpose));

    /// <summary>The generator of one entity.</summary>
    /// <param name="id">Stable number of the entity, such as a person's.</param>
    /// <param name="round">Which of the entity's turns, such as the number of the order.</param>
    public DemoRandom For(long id, long round = 0) => new(Combine(Combine(_key, (ulong)id), (ulong)round));

    internal static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }

    private static ulong Combine(ulong key, ulong value) => Mix(key ^ Mix(value + 0x9E3779B97F4A7C15UL));

    /// <summary>FNV-1a over UTF-16 code units.</summary>
    private static ulong Hash(string text)
    {
        ulong hash = 0xCBF29CE484222325UL;
        foreach (char unit in text)
        {
            hash = (hash ^ unit) * 0x100000001B3UL;
        }

        return hash;
    }
}

/// <summary>SplitMix64 (Steele, Lea and Flood 2014): one entity's draws, in order.</summary>
public struct DemoRandom
{
    private ulong _state;

    internal DemoRandom(ulong state) => _state = state;

    /// <summary>A whole number from 0 to <paramref name="bound"/> - 1.</summary>
    public int Below(int bound)
    {
        _state += 0x9E3779B97F4A7C15UL;
        return (int)Math.BigMul(DemoStream.Mix(_state), (ulong)bound, out _);
    }

    /// <summary>A whole number from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public int Between(int low, int high) => low + Below(high - low + 1);

    /// <summary>True in this many of a thousand cases.</summary>
    public bool Chance(int perMille) => Below(1000) < perMille;

    /// <summary>One of the values, each as likely as another.</summary>
    public T Pick<T>(IReadOnlyList<T> values) => values[Below(values.Count)];

    /// <summary>The place of a draw in a table of weights that add up to 1,000.</summary>
    public int Weighted(ReadOnlySpan<int> perMille)
    {
        int draw = Below(1000);
        int place = 0;
        while (place < perMille.Length - 1 && draw >= perMille[place])
        {
            draw -= perMille[place++];
        }

        return place;
    }
}
