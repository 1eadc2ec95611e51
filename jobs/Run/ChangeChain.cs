using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Segmentation.Jobs.Run;

/// <summary>How the links of the change log are chained: each hash covers the link and the hash before it, so that no link can be
/// altered, removed or put in between without every later hash being wrong.</summary>
public static class ChangeChain
{
    /// <summary>What the first link is chained to.</summary>
    public static string Beginning { get; } = new('0', 64);

    /// <summary>Makes the next link.</summary>
    /// <param name="last">The newest link; null when there is none.</param>
    /// <param name="entry">What was changed.</param>
    public static Change Next(Change? last, ChangeEntry entry)
    {
        long number = (last?.Number ?? 0) + 1;
        string previous = last?.Hash ?? Beginning;
        // The ledger keeps milliseconds; the hash must cover what is kept.
        DateTimeOffset at = new(entry.At.UtcTicks - (entry.At.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        var link = new Change(number, at, entry.Actor, entry.Kind, entry.Subject, entry.Detail, previous, "");
        return link with { Hash = HashOf(link) };
    }

    /// <summary>The first link that is not what it was when it was made.</summary>
    /// <param name="changes">The log, in order, from its first link on.</param>
    /// <returns>The link's number, which is also the number of a missing link; null when the chain is whole.</returns>
    public static long? FirstBroken(IReadOnlyList<Change> changes)
    {
        string previous = Beginning;
        for (int index = 0; index < changes.Count; index++)
        {
            Change link = changes[index];
            if (link.Number != index + 1 || link.PreviousHash != previous || link.Hash != HashOf(link))
            {
                return index + 1;
            }

            previous = link.Hash;
        }

        return null;
    }

    private static string HashOf(Change link)
    {
        string[] fields =
        [
            link.PreviousHash, link.Number.ToString(CultureInfo.InvariantCulture),
            link.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture),
            link.Actor, link.Kind, link.Subject, link.Detail,
        ];
        var text = new StringBuilder();
        foreach (string field in fields)
        {
            // With its length in front no text can pass for two fields.
            text.Append(field.Length).Append(':').Append(field).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
