using Npgsql;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Ingest.Postgresql;

/// <summary>What a night would meet at the database of a source.</summary>
/// <param name="Source">The source.</param>
/// <param name="Found">What is there, or what is wrong, in one line without secrets.</param>
/// <param name="Remedy">What to do; null when the source can be read.</param>
/// <param name="IsOptional">Whether the night goes on without it.</param>
public sealed record DatabaseSurvey(string Source, string Found, string? Remedy, bool IsOptional)
{
    /// <summary>Connects, looks at the table, its columns and key, and reads a row of it; once, without waiting for a server that is away.</summary>
    public static DatabaseSurvey Of(string name, SourceConfig source)
    {
        PostgresSourceConfig config = source.Postgres!;
        string address = DatabaseFault.Address(config);
        try
        {
            using DatabaseSnapshot snapshot = DatabaseSnapshot.Take(config);
            DatabaseTable table = DatabaseTable.Describe(snapshot.Connection, name, config);
            if (config.Watermark == PostgresSourceConfig.TransactionNumbers)
            {
                ReadingWindow.RefuseWithoutTransactionNumbers(table, name);
            }

            string? row = snapshot.Text($"select 'row' from {table.From} limit 1");
            return new DatabaseSurvey(name, $"{table.Subject} of {address}: {table.Columns.Count} columns, {(row is null ? "no row" : "rows")}, can be read", null, source.Optional);
        }
        catch (RunRefusedException error)
        {
            return new DatabaseSurvey(name, error.Message, "Correct the source in segmentation.yml.", source.Optional);
        }
        catch (Exception error) when (error is NpgsqlException or ArgumentException or TimeoutException)
        {
            (string reason, string remedy) = DatabaseFault.Explain(error);
            return new DatabaseSurvey(name, $"{address} cannot be read: {reason}", remedy, source.Optional);
        }
    }
}
