using System.Text;

namespace Segmentation.Jobs.Erp;

/// <summary>Reads CSV as RFC 4180 has it: quotes around fields with commas, quotes or line ends; quotes inside doubled.</summary>
/// <remarks>Sep, which writes CSV elsewhere in this program, reads fields with a stray or unclosed quote without a word. Here one such quote
/// would make an acknowledgement mean something else, so that this reader has to refuse it, and to say in which record.</remarks>
internal static class Rfc4180
{
    /// <summary>The records of a text. Empty lines are left out.</summary>
    /// <exception cref="FormatException">A quote stands where none may, or is not closed.</exception>
    public static IReadOnlyList<string[]> Read(string text)
    {
        var records = new List<string[]>();
        var fields = new List<string>();
        int place = 0;
        while (place < text.Length)
        {
            fields.Add(text[place] == '"' ? Quoted(text, ref place, records.Count + 1) : Plain(text, ref place, records.Count + 1));
            if (place < text.Length && text[place] == ',')
            {
                place++;
                if (place < text.Length)
                {
                    continue;
                }

                fields.Add("");
            }

            if (fields is not [""])
            {
                records.Add([.. fields]);
            }

            fields.Clear();
            SkipLineEnd(text, ref place);
        }

        return records;
    }

    private static string Plain(string text, ref int place, int record)
    {
        int end = text.AsSpan(place).IndexOfAny(",\r\n\"");
        end = end < 0 ? text.Length : place + end;
        if (end < text.Length && text[end] == '"')
        {
            throw new FormatException($"record {record} has a quote inside a field that does not begin with one.");
        }

        string field = text[place..end];
        place = end;
        return field;
    }

    private static string Quoted(string text, ref int place, int record)
    {
        var field = new StringBuilder();
        for (place++; place < text.Length; place++)
        {
            if (text[place] != '"')
            {
                field.Append(text[place]);
            }
            else if (place + 1 < text.Length && text[place + 1] == '"')
            {
                field.Append('"');
                place++;
            }
            else
            {
                place++;
                return place == text.Length || text[place] is ',' or '\r' or '\n'
                    ? field.ToString()
                    : throw new FormatException($"record {record} goes on after a closing quote.");
            }
        }

        throw new FormatException($"record {record} has a quote that is not closed.");
    }

    private static void SkipLineEnd(string text, ref int place)
    {
        if (place < text.Length && text[place] == '\r')
        {
            place++;
        }

        if (place < text.Length && text[place] == '\n')
        {
            place++;
        }
    }
}
