using System.CommandLine;
using Segmentation.Batch.Shell;

namespace Segmentation.Batch.Commands;

internal static class DemoCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock) => new("demo", "stub");
}
