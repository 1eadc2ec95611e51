using System.CommandLine;
using Segmentation.Batch.Configuration;
using Segmentation.Batch.Shell;

namespace Segmentation.Batch.Commands;

/// <summary><c>segbatch schema</c>: the JSON Schema of segmentation.yml, for editors.</summary>
internal static class SchemaCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("schema", "Print the JSON Schema of segmentation.yml, so that editors complete and check it.");
        command.SetAction(_ => ExitCodes.Guard(terminal, () =>
        {
            terminal.Output.WriteLine(ConfigSchema.Generate());
            return ExitCodes.Done;
        }));
        return command;
    }
}
