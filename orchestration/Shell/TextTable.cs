using Spectre.Console;

namespace Segmentation.Batch.Shell;

/// <summary>Tables of texts.</summary>
internal static class TextTable
{
    /// <summary>An empty table; a header that begins with &gt; is of numbers, which stand at the right.</summary>
    public static Table Of(params string[] headers)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (string header in headers)
        {
            bool isRight = header.StartsWith('>');
            var column = new TableColumn(Markup.Escape(isRight ? header[1..] : header)) { NoWrap = true };
            table.AddColumn(isRight ? column.RightAligned() : column);
        }

        return table;
    }
}
