using System.Text;

namespace Segmentation.Batch.Tests.Observability;

/// <summary>Reads just enough of protobuf to see what a collector would: fields by number, nested.</summary>
internal static class Otlp
{
    /// <summary>The payloads of a path of length-delimited fields: of OTLP, 1.1.1 of a request is every attribute of every resource.</summary>
    public static IEnumerable<byte[]> At(byte[] message, params int[] path) =>
        path.Length == 0 ? [message] : Fields(message).Where(field => field.Number == path[0]).SelectMany(field => At(field.Payload, path[1..]));

    /// <summary>Texts at a path.</summary>
    public static IEnumerable<string> TextsAt(byte[] message, params int[] path) => At(message, path).Select(Encoding.UTF8.GetString);

    /// <summary>Attributes at a path, as name=text; numbers as name=number.</summary>
    public static IEnumerable<string> AttributesAt(byte[] message, params int[] path) => At(message, path).Select(attribute =>
    {
        string name = TextsAt(attribute, 1).Single();
        byte[] value = At(attribute, 2).Single();
        return $"{name}={TextsAt(value, 1).SingleOrDefault() ?? Numbers(value).Select(number => $"{number}").SingleOrDefault() ?? "?"}";
    });

    private static IEnumerable<ulong> Numbers(byte[] message)
    {
        int at = 0;
        while (at < message.Length)
        {
            ulong tag = Varint(message, ref at);
            if ((tag & 7) == 0)
            {
                yield return Varint(message, ref at);
            }
            else
            {
                Skip(message, tag, ref at);
            }
        }
    }

    private static IEnumerable<(int Number, byte[] Payload)> Fields(byte[] message)
    {
        int at = 0;
        while (at < message.Length)
        {
            ulong tag = Varint(message, ref at);
            if ((tag & 7) == 2)
            {
                int length = (int)Varint(message, ref at);
                yield return ((int)(tag >> 3), message[at..(at + length)]);
                at += length;
            }
            else
            {
                Skip(message, tag, ref at);
            }
        }
    }

    private static void Skip(byte[] message, ulong tag, ref int at)
    {
        switch (tag & 7)
        {
            case 0:
                Varint(message, ref at);
                break;
            case 1:
                at += 8;
                break;
            case 2:
                int length = (int)Varint(message, ref at);
                at += length;
                break;
            case 5:
                at += 4;
                break;
            default:
                throw new InvalidDataException($"wire type {tag & 7}");
        }
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
