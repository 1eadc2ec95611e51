namespace Segmentation.Sql.Engine;

/// <summary>How a DuckDB database is opened.</summary>
public sealed record DuckDbOptions
{
    /// <summary>The database file, or <c>:memory:</c>.</summary>
    public string Path { get; init; } = ":memory:";

    /// <summary>Threads. 0: all processors.</summary>
    public int Threads { get; init; }

    /// <summary>Memory before spilling, such as <c>4GB</c>. Null: 60 % of what the machine or its cgroup allows.</summary>
    public string? MemoryLimit { get; init; }

    /// <summary>Folder to spill to. Null: beside the database, or nowhere for one in memory.</summary>
    public string? SpillFolder { get; init; }

    /// <summary>Whether the file is opened for reading only.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>The only folders whose files SQL may touch. Empty: any.</summary>
    public IReadOnlyList<string> AllowedFolders { get; init; } = [];
}
