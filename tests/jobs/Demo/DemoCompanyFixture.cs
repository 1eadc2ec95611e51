using Segmentation.Jobs.Demo;

namespace Segmentation.Jobs.Tests.Demo;

/// <summary>One company of half the default size, made once for all tests that only read it.</summary>
public sealed class DemoCompanyFixture : IDisposable
{
    private readonly Lazy<IReadOnlyList<DemoOrderLineRow>> _lines;

    public DemoCompanyFixture() => _lines = new(() => DemoOrderLineRow.ReadGood(Files));

    public DemoFiles Files { get; } = new(new DemoOptions { Customers = 2500 });

    /// <summary>Order lines in the files, without the defects.</summary>
    public IReadOnlyList<DemoOrderLineRow> Lines => _lines.Value;

    public void Dispose() => Files.Dispose();
}

[CollectionDefinition(Name)]
public sealed class DemoCompanyGroup : ICollectionFixture<DemoCompanyFixture>
{
    public const string Name = "demo company";
}
