namespace Segmentation.Jobs.Demo;

/// <summary>Makes a company with known answers: its files, its configuration, and what was planted in them.</summary>
public static class DemoCompany
{
    /// <summary>The parts of the company, in the order they are written.</summary>
    /// <remarks>Defects come after the files they spoil, and the list of files last.</remarks>
    public static IReadOnlyList<IDemoPart> Parts { get; } =
    [
        new ProductsPart(),
        new CrmPart(),
        new ShopPart(),
        new ConsentsPart(),
        new OrdersPart(),
        new LedgerPart(),
        new CostsPart(),
        new DefectsPart(),
        new SurveyPart(),
        new ConfigPart(),
        new PeopleTruthPart(),
        new TotalsTruthPart(),
        new FilesTruthPart(),
    ];

    /// <summary>Writes the whole company.</summary>
    /// <param name="folder">Folder that does not exist yet or is empty.</param>
    /// <param name="options">Size, seed and dates.</param>
    /// <param name="cancellationToken">Stops between days and parts; nothing appears in the folder then.</param>
    /// <exception cref="IOException">The folder holds something already.</exception>
    public static DemoSummary Write(string folder, DemoOptions options, CancellationToken cancellationToken) =>
        Write(folder, options, Parts, cancellationToken);

    /// <summary>Writes a company of some parts only.</summary>
    /// <remarks>The files are made under a temporary name and appear together, the configuration last.</remarks>
    public static DemoSummary Write(
        string folder, DemoOptions options, IReadOnlyList<IDemoPart> parts, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(parts);
        options.Check();

        DemoWorld world = new(options);
        DemoFolder files = DemoFolder.Begin(folder);
        try
        {
            foreach (IDemoPart part in parts)
            {
                cancellationToken.ThrowIfCancellationRequested();
                part.Write(world, files, cancellationToken);
            }
        }
        catch
        {
            files.Abandon();
            throw;
        }

        files.Publish();
        return new DemoSummary(
            files.Path,
            System.IO.Path.Combine(files.Path, ConfigPart.FileName),
            world.SnapshotDates,
            options.Customers,
            files.Deliveries.Count,
            files.Deliveries.GroupBy(file => file.Table)
                .ToDictionary(table => table.Key, table => table.Sum(file => file.RowCount)),
            files.Deliveries.Sum(file => (long)file.DefectCount));
    }
}
