namespace Segmentation.Jobs.Demo;

/// <summary>Every delivered file, <c>truth/files.csv</c>, and the page that explains the truth, <c>truth/README.md</c>.</summary>
/// <remarks>Comes last, since it lists what the other parts delivered.</remarks>
public sealed class FilesTruthPart : IDemoPart
{
    public void Write(DemoWorld world, DemoFolder folder, CancellationToken cancellationToken)
    {
        using DemoCsvWriter csv = folder.OpenCsv(
            "truth/files.csv", ["file", "table", "kind", "delivered_date", "row_count", "defect_count"]);
        foreach (DemoFile file in folder.Deliveries)
        {
            csv.Text(file.Path).Text(file.Table).Text(file.Kind).Day(file.DeliveredDate).Whole(file.RowCount)
                .Whole(file.DefectCount).EndRow();
        }

        folder.WriteText("truth/README.md", TruthReadme.Text(world));
    }
}
