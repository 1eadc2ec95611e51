using Segmentation.Jobs.Reconcile.Pack;

namespace Segmentation.Batch.Tests.Pack;

/// <summary>A temporary folder with a pack in it.</summary>
internal sealed class PackFolder : IDisposable
{
    public static readonly DateTimeOffset Morning = new(2026, 7, 1, 6, 0, 0, TimeSpan.Zero);

    public string Folder { get; } = Directory.CreateTempSubdirectory("segbatch-pack-").FullName;

    public string Workbook => At("control-pack-all.xlsx");

    public string Page => At("control-pack-all.html");

    public string At(string name) => Path.Combine(Folder, name);

    public PackFolder Write(ControlPack pack, DateTimeOffset? at = null)
    {
        ControlPackFiles.Write(pack, Folder, at ?? Morning).ShouldBe([Workbook, Page]);
        return this;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
