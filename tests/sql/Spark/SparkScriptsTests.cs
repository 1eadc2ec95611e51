using System.Diagnostics;
using Segmentation.Sql.Engine.Spark;
using Segmentation.Tests.Spark;

namespace Segmentation.Sql.Tests.Spark;

/// <summary>The scripts of spark-submit/, run against a real Spark.</summary>
public sealed class SparkScriptsTests(SparkServer server) : SparkTests(server)
{
    private static string Scripts => Path.Combine(TestFolder.Repository, "spark-submit");

    [SkippableFact]
    public void ShellCheck_has_nothing_to_say()
    {
        bool isThere = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "shellcheck")));
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            isThere.ShouldBeTrue("ShellCheck is needed in CI: apt-get install shellcheck");
        }

        Skip.IfNot(isThere, "ShellCheck is not here (apt-get install shellcheck)");
        string[] files = [.. Directory.GetFiles(Scripts).Where(file => File.ReadLines(file).First().Contains("bash", StringComparison.Ordinal))];
        var start = new ProcessStartInfo("shellcheck", ["-x", .. files]) { RedirectStandardOutput = true, WorkingDirectory = Scripts };

        using Process process = Process.Start(start)!;
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        files.Length.ShouldBe(6);
        said.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task A_cluster_of_processes_computes()
    {
        SparkConnection connection = Server.Start("cluster", null, new Dictionary<string, string> { ["spark.executor.memory"] = "512m" }, "start-standalone", "2");
        try
        {
            await using SparkSession session = await SparkSession.ConnectAsync(connection);

            (await RowsAsync(session, SparkRelation.Sql("select count(distinct id) from range(0, 10000, 1, 4)"))).ShouldHaveSingleItem().ShouldBe([10_000L]);
            (await session.SettingAsync("spark.master")).ShouldNotBeNull().ShouldStartWith("spark://127.0.0.1:");
        }
        finally
        {
            Server.Stop("cluster");
        }

        Directory.GetFiles(Path.Combine(Server.Folder, "cluster", "run"), "*.pid").ShouldBeEmpty();
    }

    [SkippableFact]
    public void Submit_ends_as_its_command_ends_and_leaves_nothing_running()
    {
        Server.Require();
        string run = Path.Combine(Server.Folder, "submitted");
        string port = SparkServer.FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture);

        (int code, string said) = Server.Run(
            "submit", new Dictionary<string, string>(), "--master", "local[1]", "--memory", "1g", "--port", port, "--run", run, "--",
            "sh", "-c", "echo address=$SEGBATCH_SPARK; exit 7");

        code.ShouldBe(7, said);
        said.ShouldContain($"address=sc://127.0.0.1:{port}\n");
        said.ShouldContain("Stopped server.");
        Directory.GetFiles(run, "*.pid").ShouldBeEmpty();
    }

    [SkippableTheory]
    [InlineData("start-local", "--port")]
    [InlineData("submit", "--", "true")]
    [InlineData("submit", "--master", "yarn")]
    [InlineData("install", "--url", "http://127.0.0.1:9/spark.tgz", "--into", "/nowhere/spark")]
    [InlineData("install", "--what", "x")]
    public void Wrong_usage_ends_with_2_or_1_and_says_what_is_missing(params string[] command)
    {
        Server.Require();
        (int code, string said) = Server.Run(command[0], new Dictionary<string, string>(), command[1..]);

        code.ShouldBeInRange(1, 2);
        said.ShouldStartWith($"{command[0]}: ");
    }
}
