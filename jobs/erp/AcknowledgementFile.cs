using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Erp;

/// <summary>One customer number in an acknowledgement.</summary>
public sealed record AcknowledgedRow(string SourceSystem, string Number, bool IsAccepted, string Reason);

/// <summary>What the ERP says of a delta, as its file says it.</summary>
/// <param name="Category">The category.</param>
/// <param name="SequenceNumber">The delta.</param>
/// <param name="Rows">Every number of the delta, accepted or rejected.</param>
/// <param name="AcceptedCount">Control total of the trailer.</param>
/// <param name="RejectedCount">Control total of the trailer.</param>
/// <param name="HashTotal">Control total of the trailer, over all numbers.</param>
/// <param name="FileHash">SHA-256 of the file.</param>
public sealed record AcknowledgementFile(
    string Category, long SequenceNumber, IReadOnlyList<AcknowledgedRow> Rows, long AcceptedCount, long RejectedCount, long HashTotal, string FileHash)
{
    /// <summary>Reads a file: JSON if it begins with a brace, else CSV.</summary>
    /// <exception cref="RunRefusedException">It cannot be read, or is neither.</exception>
    public static AcknowledgementFile Read(string path)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\uFEFF');
            AcknowledgementFile file = text.AsSpan().TrimStart().StartsWith("{") ? OfJson(text) : OfCsv(text);
            return file with { FileHash = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunRefusedException($"The acknowledgement cannot be read: {error.Message} Nothing was recorded.", error);
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or DecoderFallbackException or OverflowException)
        {
            // The parsers' own words may quote customer numbers.
            string said = error is FormatException ? error.Message : "its JSON is not as jobs/erp/README.md describes it.";
            throw new RunRefusedException($"{Path.GetFileName(path)} is not an acknowledgement: {said} Nothing was recorded. Ask for the file again.", error);
        }
    }

    /// <summary>The last 15 digits of each number, added up, modulo 10 to the 15th: the sum that sender and receiver both make.</summary>
    public static long HashTotalOf(IEnumerable<string> numbers)
    {
        const long Modulus = 1_000_000_000_000_000;
        long total = 0;
        foreach (string number in numbers)
        {
            string digits = string.Concat(number.Where(char.IsAsciiDigit));
            string last = digits.Length > 15 ? digits[^15..] : digits;
            total = (total + (last.Length == 0 ? 0 : long.Parse(last, CultureInfo.InvariantCulture))) % Modulus;
        }

        return total;
    }

    private static AcknowledgementFile OfCsv(string text)
    {
        IReadOnlyList<string[]> records = Rfc4180.Read(text);
        if (records.Count < 2 || records[0] is not ["H", _, _, ..] || records[^1] is not ["T", _, _, _, ..])
        {
            throw new FormatException("it does not begin with a header (H) and end with a trailer (T).");
        }

        var rows = new List<AcknowledgedRow>(records.Count);
        for (int i = 1; i < records.Count - 1; i++)
        {
            rows.Add(records[i] is ["D", var system, var number, var status, .. var rest]
                ? new AcknowledgedRow(system, number, IsAccepted(status, i + 1), rest.FirstOrDefault("").Trim())
                : throw new FormatException($"record {i + 1} is not D, source system, number, accepted or rejected, reason."));
        }

        return new AcknowledgementFile(
            records[0][1], Number(records[0][2]), rows, Number(records[^1][1]), Number(records[^1][2]), Number(records[^1][3]), "");
    }

    private static AcknowledgementFile OfJson(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        JsonElement header = document.RootElement.GetProperty("header");
        JsonElement trailer = document.RootElement.GetProperty("trailer");
        int place = 0;
        AcknowledgedRow[] rows =
        [
            .. document.RootElement.GetProperty("rows").EnumerateArray().Select(row => new AcknowledgedRow(
                row.GetProperty("source_system").GetString() ?? "",
                row.GetProperty("number").GetString() ?? "",
                IsAccepted(row.GetProperty("status").GetString() ?? "", ++place),
                row.TryGetProperty("reason", out JsonElement reason) ? (reason.GetString() ?? "").Trim() : "")),
        ];
        return new AcknowledgementFile(
            header.GetProperty("category").GetString() ?? "", header.GetProperty("sequence").GetInt64(), rows,
            trailer.GetProperty("accepted").GetInt64(), trailer.GetProperty("rejected").GetInt64(), trailer.GetProperty("hash_total").GetInt64(), "");
    }

    private static bool IsAccepted(string status, int place) => status switch
    {
        "accepted" => true,
        "rejected" => false,
        _ => throw new FormatException($"row {place} is neither accepted nor rejected."),
    };

    private static long Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new FormatException("a number of its header or trailer is none.");
}
