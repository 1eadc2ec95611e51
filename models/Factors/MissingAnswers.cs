namespace Segmentation.Models.Factors;

/// <summary>What becomes of a row in which an answer is missing (NaN).</summary>
public enum MissingAnswers
{
    /// <summary>It is an error, named by row and column.</summary>
    Refuse,

    /// <summary>The row is left out of the fit and counted; it gets no score (NaN).</summary>
    DropRow,

    /// <summary>
    /// The column's mean stands in, in the fit and in scores. It pulls correlations towards 0, so use it for few.
    /// </summary>
    ColumnMean,
}
