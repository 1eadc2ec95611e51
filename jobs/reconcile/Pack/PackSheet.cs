using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Reconcile.Pack;

/// <summary>A column of a table of the pack.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Width">In letters, as spreadsheets measure it.</param>
/// <param name="IsNumber">Whether it stands to the right.</param>
public sealed record PackColumn(string Title, double Width, bool IsNumber = false);

/// <summary>A sheet of the workbook, which is also a part of the page: a title, a note and tables below each other.</summary>
/// <param name="name">On the sheet's tab.</param>
/// <param name="title">Over the sheet.</param>
/// <param name="note">Under the title: how to read it.</param>
public sealed class PackSheet(string name, string title, string note)
{
    private const int RowsAboveTables = 3;

    private readonly List<PackTable> tables = [];

    public string Name => name;

    public string Title => title;

    public string Note => note;

    public IReadOnlyList<PackTable> Tables => tables;

    /// <summary>Whether the heading of the first table stays in sight and is printed on every page.</summary>
    public bool HasOneTable => tables.Count == 1;

    /// <summary>Begins a table below those that are there, which take no more rows.</summary>
    public PackTable Begin(string caption, params IReadOnlyList<PackColumn> columns)
    {
        var table = new PackTable(name, tables.Count == 0 ? RowsAboveTables : tables[^1].LastRow + 2, caption, columns);
        tables.Add(table);
        return table;
    }
}

/// <summary>A table of the pack. It knows in which rows of its sheet it stands, so that formulas can name them.</summary>
public sealed class PackTable
{
    /// <summary>A worksheet has 1,048,576 rows.</summary>
    private const int MostRows = 1_048_000;

    private readonly string sheetName;
    private readonly List<PackCell[]> rows = [];

    internal PackTable(string sheetName, int captionRow, string caption, IReadOnlyList<PackColumn> columns) =>
        (this.sheetName, CaptionRow, Caption, Columns) = (sheetName, captionRow, caption, columns);

    public string Caption { get; }

    public IReadOnlyList<PackColumn> Columns { get; }

    public IReadOnlyList<IReadOnlyList<PackCell>> Rows => rows;

    public int CaptionRow { get; }

    public int HeaderRow => CaptionRow + 1;

    public int FirstRow => HeaderRow + 1;

    /// <summary>Where the next row will stand.</summary>
    public int NextRow => FirstRow + rows.Count;

    /// <summary>Never before the first, so that a range over an empty table is a range.</summary>
    public int LastRow => Math.Max(FirstRow, NextRow - 1);

    /// <exception cref="RunRefusedException">No worksheet holds as many rows.</exception>
    public void Add(params PackCell[] cells)
    {
        if (rows.Count == MostRows)
        {
            throw new RunRefusedException(
                $"The sheet {sheetName} would have more than {MostRows:N0} rows, which no spreadsheet opens. No pack was written. Ask for one --period at a time.");
        }

        rows.Add(cells);
    }

    /// <summary>A column's letter.</summary>
    public string Letter(string title) => LetterOf(Columns.Select(column => column.Title).ToList().IndexOf(title));

    /// <summary>A column from the first to the last row, to be named on any sheet.</summary>
    public string Range(string title) => $"'{sheetName}'!${Letter(title)}${FirstRow}:${Letter(title)}${LastRow}";

    /// <summary>One cell, to be named on any sheet.</summary>
    public string Cell(string title, int row) => $"'{sheetName}'!${Letter(title)}${row}";

    internal static string LetterOf(int column) => column < 26 ? $"{(char)('A' + column)}" : $"{(char)('A' + (column / 26) - 1)}{(char)('A' + (column % 26))}";
}
