using System.CommandLine;
using Segmentation.Batch.Runs;
using Segmentation.Batch.Schedule;
using Segmentation.Batch.Shell;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Spectre.Console;

namespace Segmentation.Batch.Commands;

/// <summary><c>segbatch schedule install</c>: the systemd unit of the service.</summary>
internal static class ScheduleInstallCommand
{
    public static Command Create(Terminal terminal, TimeProvider clock)
    {
        var options = new CommonOptions();
        var isUser = new Option<bool>("--user") { Description = "For your own systemd instead of the machine's." };
        var isPrinted = new Option<bool>("--print") { Description = "Print the unit; write nothing." };
        var command = new Command("install", "Write the systemd unit that keeps the schedule up.") { options.Config, isUser, isPrinted };
        command.SetAction(parsed => ExitCodes.Guard(terminal, () =>
        {
            ProjectSession session = ScheduleCommand.OpenWithNights(options.Open(parsed, clock, terminal));
            string config = Path.GetFullPath(parsed.GetRequiredValue(options.Config));
            config = Directory.Exists(config) ? Path.Combine(config, "segmentation.yml") : config;
            string text = SystemdUnit.Text(
                Program(), config, Written(session), Duration.Parse(session.Config.Schedule.Grace), parsed.GetValue(isUser), Environment.UserName);
            if (parsed.GetValue(isPrinted))
            {
                terminal.Output.Write(text);
                return ExitCodes.Done;
            }

            string folder = parsed.GetValue(isUser)
                ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "systemd", "user")
                : "/etc/systemd/system";
            string path = Path.Combine(folder, SystemdUnit.FileName);
            Write(path, text);
            string systemctl = parsed.GetValue(isUser) ? "systemctl --user" : "systemctl";
            terminal.Result.MarkupLineInterpolated(
                $"Wrote {path}. Now run: {systemctl} daemon-reload && {systemctl} enable --now {SystemdUnit.FileName}");
            return ExitCodes.Done;
        }));
        return command;
    }

    private static void Write(string path, string text)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            AtomicFile.Write(path, System.Text.Encoding.UTF8.GetBytes(text));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunRefusedException(
                $"The unit {path} could not be written: {error.Message} Nothing was installed. Run it as root, or with --user, or with --print and put the text there yourself.", error);
        }
    }

    private static string[] Program()
    {
        string dll = Path.Combine(AppContext.BaseDirectory, "segbatch.dll");
        string process = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(process) == "dotnet" ? [process, dll] : [process];
    }

    /// <summary>The warehouse and where the ledger is: all that a night writes.</summary>
    private static string[] Written(ProjectSession session) =>
        [.. new[] { session.Folders.Warehouse, session.LedgerFolder }.OfType<string>().Distinct(StringComparer.Ordinal)];
}
