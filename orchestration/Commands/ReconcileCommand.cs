using System.CommandLine;
using Segmentation.Batch.Shell;

namespace Segmentation.Batch.Commands;

/// <summary><c>segbatch reconcile</c>: closing the books.</summary>
internal static class ReconcileCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var options = new CommonOptions();
        var command = new Command("reconcile", "Closing the books: breaks and signatures.") { options.Config };
        options.Config.Recursive = true;
        foreach (Command own in ReconcileDeeds.All(terminal, clock, options).Concat(ReconcileDeedsSigning.All(terminal, clock, options)))
        {
            command.Add(own);
        }

        return command;
    }
}
