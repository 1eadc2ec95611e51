using System.Text;
using Segmentation.Batch.Configuration;

namespace Segmentation.Batch.Tests.Configuration;

public sealed class ConfigFuzzTests
{
    private static readonly string[] Pieces =
    [
        ":", "-", " ", "\t", "\n", "'", "\"", "[", "]", "{", "}", "&a", "*a", "<<: *a", "|", ">", "#", "---", "...", "!!str", "%", "@",
        "\\", "\"\\U00110000\"", "${", "${env:X}", "${file:.}", "null", "~", "1e400", "-0", "9999999999999999999999999", ".nan", "\0",
        "\u0085", "\u2028", "\ud83d\ude00", "? ", ", ", "true",
    ];

    /// <summary>Goal: no text can bring out anything but a ConfigException. Method: seeded changes of a good file: cut,
    /// double, swap and insert, one to four at a time. A failure prints its seed.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Any_text_is_loaded_or_refused(int seed)
    {
        var random = new Random(seed);
        for (int trial = 0; trial < 150; trial++)
        {
            string text = Mutate(ConfigFile.Full, random);
            using var file = new ConfigFile(Encoding.UTF8.GetBytes(text));
            try
            {
                file.Load();
            }
            catch (ConfigException refused)
            {
                refused.Errors.Any(error => error.Message.Length == 0).ShouldBeFalse();
            }
            catch (Exception unexpected)
            {
                throw new InvalidOperationException($"Seed {seed}, trial {trial}, brought out {unexpected.GetType().Name}:\n{text}", unexpected);
            }
        }
    }

    [Fact]
    public void Any_bytes_are_loaded_or_refused()
    {
        var random = new Random(5);
        for (int trial = 0; trial < 100; trial++)
        {
            var bytes = new byte[random.Next(1, 200)];
            random.NextBytes(bytes);
            using var file = new ConfigFile([.. bytes.Select(value => trial % 2 == 0 ? value : (byte)(value % 95 + 32))]);

            Should.Throw<ConfigException>(file.Load);
        }
    }

    private static string Mutate(string text, Random random)
    {
        for (int change = random.Next(1, 5); change > 0; change--)
        {
            int at = random.Next(text.Length);
            int length = Math.Min(random.Next(1, 30), text.Length - at);
            text = random.Next(4) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, text.Substring(at, length)),
                2 => text.Remove(at, length).Insert(random.Next(text.Length - length + 1), text.Substring(at, length)),
                _ => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
            };
        }

        return text;
    }
}
