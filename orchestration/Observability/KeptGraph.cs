using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Segmentation.Batch.Runs;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine.Lineage;

namespace Segmentation.Batch.Observability;

/// <summary>The graph of a configuration and its transforms, kept in the warehouse: reading it takes a second, and most nights are like the one before.</summary>
internal static class KeptGraph
{
    /// <summary>Reads the graph of a run, from the file if an earlier run has left one.</summary>
    /// <exception cref="RunRefusedException">There is SQL from which no lineage can be read.</exception>
    public static ColumnGraph Of(ObservedNight night)
    {
        string folder = Path.Combine(night.Folders.Warehouse, "lineage", "columns");
        string file = Path.Combine(folder, $"{Key(night)}.json");
        if (Read(file) is { } kept)
        {
            return kept;
        }

        ColumnGraph graph = LineageDesk.Read(night.Config, night.Folders, night.Catalog, CancellationToken.None).Graph;
        Keep(folder, file, graph);
        return graph;
    }

    private static string Key(ObservedNight night) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{night.Run.ProgramVersion}\n{night.Run.ConfigHash}\n{night.Run.TransformsHash}")))[..16];

    /// <summary>Null when there is none, or none that can be read: it is made anew.</summary>
    private static ColumnGraph? Read(string file)
    {
        try
        {
            return File.Exists(file) ? new ColumnGraph(JsonSerializer.Deserialize<List<LineageTable>>(File.ReadAllBytes(file))!) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or LineageException)
        {
            return null;
        }
    }

    /// <summary>What cannot be kept is read again by the next run.</summary>
    private static void Keep(string folder, string file, ColumnGraph graph)
    {
        try
        {
            Directory.CreateDirectory(folder);
            foreach (string older in Directory.EnumerateFiles(folder))
            {
                File.Delete(older);
            }

            AtomicFile.Write(file, JsonSerializer.SerializeToUtf8Bytes(graph.Tables));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The event of this run has the graph all the same.
        }
    }
}
