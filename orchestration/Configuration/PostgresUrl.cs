using System.Text.RegularExpressions;
using Npgsql;

namespace Segmentation.Batch.Configuration;

/// <summary>Addresses of PostgreSQL as libpq's tools write them: <c>postgresql://user:password@host:port/database?sslmode=require</c>.</summary>
internal static partial class PostgresUrl
{
    /// <summary>Whether a text is such an address.</summary>
    public static bool IsUrl(string text) => UrlStart().IsMatch(text);

    /// <summary>The same in Npgsql's keywords.</summary>
    /// <exception cref="UriFormatException">It is no address.</exception>
    /// <exception cref="ArgumentException">It has an option that Npgsql does not know.</exception>
    public static NpgsqlConnectionStringBuilder Keywords(string text)
    {
        var url = new Uri(text);
        var keywords = new NpgsqlConnectionStringBuilder { Host = url.Host.Trim('[', ']') };
        if (url.Port > 0)
        {
            keywords.Port = url.Port;
        }

        if (url.AbsolutePath.Trim('/') is { Length: > 0 } database)
        {
            keywords.Database = Uri.UnescapeDataString(database);
        }

        string[] user = url.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
        {
            keywords.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length > 1)
        {
            keywords.Password = Uri.UnescapeDataString(user[1]);
        }

        foreach (string[] option in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=', 2)))
        {
            string name = option[0] switch { "sslmode" => "SSL Mode", "search_path" => "Search Path", "sslrootcert" => "Root Certificate", var other => other };
            string value = Uri.UnescapeDataString(option.ElementAtOrDefault(1) ?? "");
            // libpq writes verify-full, Npgsql VerifyFull.
            keywords[name] = name == "SSL Mode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }

        return keywords;
    }

    [GeneratedRegex("^postgres(ql)?://", RegexOptions.IgnoreCase)]
    private static partial Regex UrlStart();
}
