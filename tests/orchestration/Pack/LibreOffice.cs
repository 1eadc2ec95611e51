using System.Diagnostics;

namespace Segmentation.Batch.Tests.Pack;

/// <summary>Debian's LibreOffice Calc without a window, in a profile of its own that calculates every formula anew.</summary>
internal static class LibreOffice
{
    private const string Profile = """
        <?xml version="1.0" encoding="UTF-8"?>
        <oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
        <item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
        </oor:items>
        """;

    private static readonly string[] Places = ["/usr/bin/soffice", "/usr/bin/libreoffice"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    /// <summary>Opens a workbook, calculates it and saves it. Without LibreOffice a test is skipped on a laptop and fails where CI is set.</summary>
    /// <returns>The saved workbook's cells.</returns>
    public static IReadOnlyList<SheetCell> Recalculated(string workbook)
    {
        string? place = Places.FirstOrDefault(File.Exists);
        Skip.If(place is null && Environment.GetEnvironmentVariable("CI") != "true", $"LibreOffice is not here: looked for {string.Join(", ", Places)}");
        place.ShouldNotBeNull("LibreOffice is missing. .ci/run installs it with 'apt-get install -y libreoffice-calc'.");
        string folder = Directory.CreateTempSubdirectory("segbatch-office-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "profile", "user"));
            File.WriteAllText(Path.Combine(folder, "profile", "user", "registrymodifications.xcu"), Profile);
            string result = Path.Combine(folder, "out", Path.GetFileName(workbook));
            string said = Convert(place, folder, workbook);
            File.Exists(result).ShouldBeTrue($"LibreOffice wrote no workbook: {said}");
            return SheetCells.Read(result);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Convert(string place, string folder, string workbook)
    {
        var start = new ProcessStartInfo(place) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in new[]
        {
            $"-env:UserInstallation={new Uri(Path.Combine(folder, "profile")).AbsoluteUri}", "--headless", "--norestore",
            "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", Path.Combine(folder, "out"), workbook,
        })
        {
            start.ArgumentList.Add(argument);
        }

        using Process office = Process.Start(start)!;
        Task<string> output = office.StandardOutput.ReadToEndAsync();
        Task<string> errors = office.StandardError.ReadToEndAsync();
        if (!office.WaitForExit(Patience))
        {
            office.Kill(entireProcessTree: true);
            throw new TimeoutException("LibreOffice did not end.");
        }

        return $"{output.Result} {errors.Result}";
    }
}
