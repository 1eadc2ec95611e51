using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Segmentation.Batch.Configuration;

/// <summary>The parser's events of a whole text, read at once so that only the parser's own failures are caught.</summary>
internal sealed class YamlEvents : IParser
{
    /// <summary>Deepest nesting read. A configuration needs eight levels.</summary>
    private const int DeepestNesting = 32;

    private readonly List<ParsingEvent> events;
    private int next;

    private YamlEvents(List<ParsingEvent> events) => this.events = events;

    public ParsingEvent? Current => next > 0 && next <= events.Count ? events[next - 1] : null;

    public bool MoveNext() => next <= events.Count && ++next <= events.Count;

    /// <summary>Reads every event of a text.</summary>
    /// <exception cref="ConfigException">The text is not YAML.</exception>
    public static YamlEvents Read(string file, string text)
    {
        var scanner = new Scanner(new StringReader(text));
        var parser = new Parser(scanner);
        var events = new List<ParsingEvent>();
        try
        {
            int depth = 0;
            while (parser.MoveNext())
            {
                events.Add(parser.Current!);
                depth += parser.Current!.NestingIncrease;
                if (depth > DeepestNesting)
                {
                    throw new YamlException(
                        parser.Current.Start, parser.Current.End, $"nested deeper than {DeepestNesting} levels");
                }
            }
        }
        catch (YamlException invalid)
        {
            throw YamlSyntax.Refuse(file, text, invalid.Start, invalid.End, invalid);
        }
        catch (Exception failed) when (failed is InvalidOperationException or ArgumentException
            or FormatException or OverflowException)
        {
            // The scanner fails so on a colon or quote it did not expect within brackets (YamlDotNet issue 541).
            throw YamlSyntax.Refuse(file, text, scanner.CurrentPosition, scanner.CurrentPosition, failed);
        }

        return new YamlEvents(events);
    }
}
