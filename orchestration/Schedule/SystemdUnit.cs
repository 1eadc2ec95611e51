using System.Globalization;

namespace Segmentation.Batch.Schedule;

/// <summary>The systemd unit that keeps the schedule up.</summary>
internal static class SystemdUnit
{
    /// <summary>The unit's file name.</summary>
    public const string FileName = "segbatch.service";

    /// <summary>Time to close the store after the night's grace, before systemd kills.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromMinutes(1);

    /// <summary>Writes the unit.</summary>
    /// <param name="command">How the program is started: one or two absolute paths.</param>
    /// <param name="configPath">The configuration, an absolute path.</param>
    /// <param name="folders">Folders that the service writes.</param>
    /// <param name="grace">How long a night may take to finish when the service is stopped.</param>
    /// <param name="isUser">For the user's own systemd, which cannot change accounts.</param>
    /// <param name="user">The account of the service, for the system's systemd.</param>
    public static string Text(string[] command, string configPath, IReadOnlyList<string> folders, TimeSpan grace, bool isUser, string user) =>
        string.Create(CultureInfo.InvariantCulture, $"""
        [Unit]
        Description=Segmentation.Batch schedule
        Wants=network-online.target
        After=network-online.target

        [Service]
        Type=exec
        ExecStart={string.Join(' ', command.Select(Quoted))} schedule --config {Quoted(configPath)}
        WorkingDirectory={Escaped(Path.GetDirectoryName(configPath)!)}
        Restart=on-failure
        RestartSec=30
        # The first signal lets the night that is on finish; what is left after the grace is cancelled, and begins again next time.
        KillSignal=SIGTERM
        KillMode=mixed
        TimeoutStopSec={(int)(grace + Reserve).TotalSeconds}
        # Passwords that the configuration names as env references stand here, readable by the service alone.
        EnvironmentFile=-{Escaped(Path.Combine(Path.GetDirectoryName(configPath)!, "segbatch.env"))}
        UMask=0077
        {(isUser ? "" : Hardening(folders, user))}
        [Install]
        WantedBy={(isUser ? "default.target" : "multi-user.target")}

        """);

    // No MemoryDenyWriteExecute: the runtime compiles while it runs.
    private static string Hardening(IReadOnlyList<string> folders, string user) => $"""
        User={user}
        NoNewPrivileges=yes
        PrivateTmp=yes
        PrivateDevices=yes
        ProtectSystem=strict
        ReadWritePaths={string.Join(' ', folders.Select(Quoted))}
        ProtectKernelTunables=yes
        ProtectKernelModules=yes
        ProtectKernelLogs=yes
        ProtectControlGroups=yes
        ProtectClock=yes
        ProtectHostname=yes
        RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictSUIDSGID=yes
        LockPersonality=yes
        CapabilityBoundingSet=
        SystemCallArchitectures=native

        """;

    private static string Quoted(string path) => path.Any(letter => char.IsWhiteSpace(letter) || letter is '"' or '\\')
        ? $"\"{Escaped(path).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
        : Escaped(path);

    /// <summary>Percent signs mean something to systemd.</summary>
    private static string Escaped(string path) => path.Replace("%", "%%", StringComparison.Ordinal);
}
