using Npgsql;
using Segmentation.Batch.Shell;
using Segmentation.Jobs.Init;

namespace Segmentation.Batch.Configuration;

/// <summary>The database that <c>segbatch init --from</c> names: how it is reached now, and how the configuration will name it.</summary>
/// <param name="Access">The database.</param>
/// <param name="PasswordVariable">The environment variable that nights take the password from; null when they need none from there.</param>
internal sealed record SourceAddress(DatabaseAccess Access, string? PasswordVariable)
{
    private const string Variable = "SEGBATCH_SOURCE_PASSWORD";

    /// <summary>Reads an address as the command line takes it: a URL, Npgsql's keywords, or <c>${env:NAME}</c> or <c>${file:PATH}</c> that
    /// holds such keywords.</summary>
    /// <param name="from">The address.</param>
    /// <param name="tables">Tables to look at.</param>
    /// <param name="folder">The project folder: files are named relative to it.</param>
    /// <exception cref="UsageException">It cannot be understood; the message shows none of it.</exception>
    public static SourceAddress Parse(string from, IReadOnlyList<string> tables, string folder)
    {
        if (ReferenceResolver.HasReference(from))
        {
            string resolved = new ReferenceResolver(Path.GetFullPath(folder), Environment.GetEnvironmentVariable).Resolve(from, out string? problem)
                ?? throw new UsageException($"--from: {problem} Nothing was written.");
            return PostgresUrl.IsUrl(resolved)
                ? throw new UsageException("--from: what it refers to is a URL, and nights read Npgsql's keywords. Nothing was written. Write Host=...;Username=...;Password=...;Database=... there.")
                : new SourceAddress(new DatabaseAccess(Keywords(resolved).ConnectionString, from, tables), null);
        }

        NpgsqlConnectionStringBuilder keywords = Keywords(from);
        string connection = keywords.ConnectionString;
        string? password = keywords.Password;
        keywords.Password = null;
        string written = keywords.ConnectionString.Replace("${", "$${", StringComparison.Ordinal);
        if (string.IsNullOrEmpty(password))
        {
            return new SourceAddress(new DatabaseAccess(connection, written, tables), null);
        }

        // In quotes, so that a semicolon in the password ends nothing.
        char quote = password.Contains('"', StringComparison.Ordinal) ? '\'' : '"';
        return new SourceAddress(new DatabaseAccess(connection, $"{written};Password={quote}${{env:{Variable}}}{quote}", tables), Variable);
    }

    /// <summary>The environment as nights will have it.</summary>
    public string? Environ(string name) => name == PasswordVariable
        ? new NpgsqlConnectionStringBuilder(Access.Connection).Password
        : Environment.GetEnvironmentVariable(name);

    private static NpgsqlConnectionStringBuilder Keywords(string text)
    {
        try
        {
            return PostgresUrl.IsUrl(text) ? PostgresUrl.Keywords(text) : new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception error) when (error is ArgumentException or UriFormatException or InvalidOperationException or OverflowException)
        {
            // The cause may quote the text, and the text may hold a password.
            throw new UsageException(
                "--from is not understood. Nothing was written. Write postgresql://user@host:port/database, or Host=...;Username=...;Database=...; in a URL special characters are written as %XX.");
        }
    }
}
