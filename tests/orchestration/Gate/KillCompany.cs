using System.Diagnostics;
using System.Globalization;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Tests.Gate;

/// <summary>The smallest company that has a night worth killing: 12 customers, 60 orders, two schemes, a folder of its own.</summary>
internal sealed class KillCompany : IDisposable
{
    public const string FirstNight = "2026-01-01";
    public const string NextNight = "2026-02-01";

    private const string Config = """
        company: Tiny
        currency: EUR
        engine: { threads: 1, memory_limit: 512MB }

        """ + ShopFiles.Sources + """
        identity: { rules: [email] }
        schemes:
          value: { kind: rfm }
          groups:
            kind: kmeans
            kmeans:
              k: 2
              restarts: 1
              features: [{ name: recency_days }, { name: net_spend_amount }]

        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("segbatch-kill-");

    private KillCompany(KillSetting setting) => Setting = setting;

    public KillSetting Setting { get; }

    public string Folder => folder.FullName;

    public ProjectFolders Folders => new(Folder, Path.Combine(Folder, "warehouse"));

    /// <summary>A company before its first night.</summary>
    public static KillCompany New(KillSetting setting)
    {
        var company = new KillCompany(setting);
        company.Write("segmentation.yml", Config + setting.AddedConfig(company.Folder));
        company.Write("crm/customers.csv", ShopFiles.CustomerHeader + string.Concat(
            Enumerable.Range(0, 12).Select(number => $"C{number:00},c{number}@example.com,DE\n")));
        company.Write("orders/orders.csv", Orders(0, 60));
        return company;
    }

    /// <summary>A copy, links and all. Only a company whose readers and ledger are in its folder can be copied.</summary>
    public KillCompany Copy()
    {
        var copy = new KillCompany(Setting);
        using Process cp = Process.Start("cp", ["-a", $"{Folder}/.", copy.Folder]);
        cp.WaitForExit();
        cp.ExitCode.ShouldBe(0);
        Setting.Copied(Folder, copy.Folder);
        return copy;
    }

    /// <summary>More orders arrive.</summary>
    public void Deliver(int number) => Write($"orders/more{number}.csv", Orders(100 * number, 20));

    /// <summary>Runs a command; whether it ends well is for the caller to say.</summary>
    /// <param name="faultPoint">Where it is killed; null for nowhere.</param>
    /// <param name="killAfter">When it is killed; null for never.</param>
    /// <param name="arguments">The command and its options.</param>
    public KillOutcome Run(string? faultPoint, TimeSpan? killAfter, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])[BatchProgram.Path, .. arguments, "--config", Folder])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Remove(FaultPoint.Variable);
        if (faultPoint is not null)
        {
            start.Environment[FaultPoint.Variable] = faultPoint;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (killAfter is { } delay && !process.WaitForExit(delay))
        {
            process.Kill();
        }

        process.WaitForExit(TimeSpan.FromMinutes(3)).ShouldBeTrue("The program did not end.");
        return new KillOutcome(process.ExitCode, output.Result, errors.Result);
    }

    /// <summary>Runs a night, killed or not.</summary>
    public KillOutcome Night(string date, string? faultPoint = null, TimeSpan? killAfter = null) =>
        Run(faultPoint, killAfter, "nightly", "--quiet", "--snapshot-date", date);

    public void Dispose() => folder.Delete(recursive: true);

    private void Write(string path, string text)
    {
        string full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    private static string Orders(int first, int count) => ShopFiles.OrderHeader + string.Concat(
        Enumerable.Range(first, count).Select(number => string.Create(
            CultureInfo.InvariantCulture,
            $"O{number:000},1,C{number % 12:00},2025-{1 + (number % 12):00}-{1 + (number % 28):00},P{number % 3},{1 + (number % 4)},{5 + (number % 17)}.50,EUR\n")));
}

/// <summary>How a process ended.</summary>
internal sealed record KillOutcome(int ExitCode, string Output, string Errors)
{
    /// <summary>Whether it was killed: 128 and the number of the signal.</summary>
    public bool WasKilled => ExitCode == 128 + 9;
}
