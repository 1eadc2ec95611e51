using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Tests.Ingest;

/// <summary>A ledger that lives as long as a test.</summary>
internal sealed class MemoryLedger : ILoadLedger
{
    private readonly List<Load> loads = [];
    private readonly List<IngestedFile> files = [];
    private readonly List<SourceWatermark> watermarks = [];

    public IReadOnlyList<Load> Loads => loads;

    public IReadOnlyList<IngestedFile> Files() => [.. files];

    public IReadOnlyList<RawPart> Parts() => [.. loads.SelectMany(load => load.Parts)];

    public IReadOnlyList<LoadTotal> LiveTotals()
    {
        HashSet<(string, string, string)> live = [.. files.Where(file => file.IsLive).Select(file => (file.LoadId, file.Source, file.Path))];
        return [.. loads.SelectMany(load => load.Totals).Where(total => live.Contains((total.LoadId, total.Source, total.SourceFile)))];
    }

    public IReadOnlyList<SourceWatermark> Watermarks() =>
        [.. watermarks.GroupBy(mark => mark.Source).Select(marks => marks.Last())];

    public void RecordWatermarks(IReadOnlyList<SourceWatermark> watermarks) => this.watermarks.AddRange(watermarks);

    public void RecordLoad(Load load)
    {
        loads.Select(known => known.LoadId).ShouldNotContain(load.LoadId);
        foreach (IngestedFile withdrawn in load.Superseded)
        {
            int place = files.FindIndex(file => file == withdrawn with { IsLive = true });
            place.ShouldBeGreaterThanOrEqualTo(0, $"{withdrawn.Path} is superseded and was not live");
            files[place] = withdrawn;
        }

        files.AddRange(load.Files);
        loads.Add(load);
        watermarks.AddRange(load.Watermarks);
    }

    public void ForgetLoads()
    {
        loads.Clear();
        watermarks.Clear();
        files.Clear();
    }
}
