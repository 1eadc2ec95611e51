using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using Segmentation.Batch.Configuration;

namespace Segmentation.Batch.Ledger;

/// <summary>Where a ledger on PostgreSQL is: Npgsql keywords, or a URL, as <c>ledger</c> in segmentation.yml gives it.</summary>
public sealed partial class PostgresLedgerAddress
{
    private const string DefaultSchema = "segbatch";
    private readonly NpgsqlConnectionStringBuilder keywords;

    private PostgresLedgerAddress(NpgsqlConnectionStringBuilder keywords)
    {
        this.keywords = keywords;
        Schema = string.IsNullOrWhiteSpace(keywords.SearchPath) ? DefaultSchema : keywords.SearchPath.Split(',')[0].Trim().Trim('"');
        keywords.SearchPath = Schema;
        keywords.Timezone = "UTC";
        keywords.ApplicationName ??= "segbatch";
        keywords.IncludeErrorDetail = false;
        keywords.PersistSecurityInfo = false;
    }

    /// <summary>The schema that the ledger's tables are in.</summary>
    public string Schema { get; }

    /// <summary>The connection string, password and all: for opening connections and nothing else.</summary>
    internal string ConnectionString => keywords.ConnectionString;

    /// <summary>The same, for a session that ends when it is closed.</summary>
    internal string Unpooled => new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString;

    /// <summary>Whether the text means PostgreSQL; anything else is the path of a SQLite file.</summary>
    public static bool IsMeant(string ledger) => PostgresUrl.IsUrl(ledger) || HostKeyword().IsMatch(ledger);

    /// <summary>Whether a text of the configuration holds a password in clear: such a text would be kept in the ledger.</summary>
    /// <param name="written">The value as the file writes it, references unresolved.</param>
    public static bool HasLiteralPassword(string written) =>
        PasswordKeyword().Match(written) is { Success: true } keyword ? !Reference().IsMatch(keyword.Groups["value"].Value)
        : PasswordInUrl().Match(written) is { Success: true } url && !Reference().IsMatch(url.Groups["value"].Value);

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">It cannot be understood; the message shows none of it.</exception>
    public static PostgresLedgerAddress Parse(string ledger)
    {
        try
        {
            var address = new PostgresLedgerAddress(PostgresUrl.IsUrl(ledger) ? PostgresUrl.Keywords(ledger) : new NpgsqlConnectionStringBuilder(ledger));
            return SchemaName().IsMatch(address.Schema) ? address : throw new FormatException(
                "The schema of the ledger (Search Path) is not a plain name: lowercase letters, digits and underscores, a letter first.");
        }
        catch (Exception error) when (error is ArgumentException or UriFormatException or InvalidOperationException or OverflowException)
        {
            // The cause may quote the text, and the text holds a password.
            throw new FormatException(
                "The connection to the ledger is not understood. Write Npgsql keywords (Host=...;Port=...;Database=...;Username=...) or postgresql://user@host:port/database; a value with ';' stands in double quotes, and in a URL special characters are written as %XX.");
        }
    }

    /// <summary>The same address for a session that is kept open alone: a dead peer is noticed within the given seconds, by either side.</summary>
    internal string ForLease(int idleSeconds, int intervalSeconds) => new NpgsqlConnectionStringBuilder(ConnectionString)
    {
        Pooling = false,
        KeepAlive = idleSeconds,
        TcpKeepAlive = true,
        TcpKeepAliveTime = idleSeconds,
        TcpKeepAliveInterval = intervalSeconds,
    }.ConnectionString;

    /// <summary>Names server, database, user and schema; never the password.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{keywords.Host}:{keywords.Port}, database {keywords.Database ?? keywords.Username}, user {keywords.Username ?? "of the environment"}, schema {Schema}");

    [GeneratedRegex(@"(^|;)\s*(host|server)\s*=", RegexOptions.IgnoreCase)]
    private static partial Regex HostKeyword();

    [GeneratedRegex(@"(^|[;?&])\s*(password|pwd|psw)\s*=\s*(?<value>[^;&]*)", RegexOptions.IgnoreCase)]
    private static partial Regex PasswordKeyword();

    [GeneratedRegex("^postgres(ql)?://[^:/@]*:(?<value>.+)@", RegexOptions.IgnoreCase)]
    private static partial Regex PasswordInUrl();

    [GeneratedRegex("""^\s*["']?\$\{(env|file):[^}]+\}["']?\s*$""")]
    private static partial Regex Reference();

    [GeneratedRegex("^[a-z][a-z0-9_]*$")]
    private static partial Regex SchemaName();
}
