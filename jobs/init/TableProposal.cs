using Segmentation.Jobs.Configuration;

namespace Segmentation.Jobs.Init;

/// <summary>A doubt about a proposal, said where it stands in the configuration and once more at the end.</summary>
/// <param name="Subject">What it is about: a contract column, or the source.</param>
/// <param name="Text">What is not known, and what was assumed.</param>
internal sealed record Doubt(string Subject, string Text);

/// <summary>How one contract table would be filled from one shape of files.</summary>
/// <param name="Table">The contract table.</param>
/// <param name="Columns">Contract column and what it is mapped to, in the contract's order.</param>
/// <param name="IsDistinct">One row per customer is taken from rows that repeat them.</param>
/// <param name="Doubts">What a person must look at.</param>
internal sealed record TableProposal(
    ContractTable Table, IReadOnlyList<(string Column, string Sql)> Columns, bool IsDistinct, IReadOnlyList<Doubt> Doubts)
{
    /// <summary>Which rows belong to the table; null when all do.</summary>
    public string? Where { get; init; }

    /// <summary>The column of the files that a contract column is mapped to, or the SQL over them; null when it is not mapped.</summary>
    public string? SourceOf(string contractColumn) => Columns.FirstOrDefault(column => column.Column == contractColumn).Sql;
}
