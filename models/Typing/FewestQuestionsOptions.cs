namespace Segmentation.Models.Typing;

/// <summary>When to stop asking, and how to measure.</summary>
public sealed record FewestQuestionsOptions
{
    /// <summary>Method, seed and folds.</summary>
    public required TypingOptions Typing { get; init; }

    /// <summary>Stop within this many standard errors of the accuracy of all questions; 0 or more.</summary>
    public double StandardErrors { get; init; } = 1;

    /// <summary>
    /// Stop at this share of the accuracy of all questions instead, above 0 and at most 1; null for errors.
    /// </summary>
    public double? ShareOfFull { get; init; }

    /// <summary>
    /// Columns of each question, where a question has several; columns named nowhere are not used. Null: one each.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<int>>? Questions { get; init; }

    /// <summary>Rows to use, about, chosen by hash of their key; all when there are fewer.</summary>
    public int SampleSize { get; init; } = 20_000;

    internal int[][] QuestionsOf(int columnCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columnCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(SampleSize, 1);
        if (!(StandardErrors >= 0) || ShareOfFull is { } share && !(share > 0 && share <= 1))
        {
            throw new ArgumentException(
                $"StandardErrors {StandardErrors} must be 0 or more, ShareOfFull {ShareOfFull} above 0 and at most 1.");
        }

        int[][] questions = Questions is null
            ? [.. Enumerable.Range(0, columnCount).Select(column => new[] { column })]
            : [.. Questions.Select(columns => columns.ToArray())];
        int[] all = [.. questions.SelectMany(columns => columns)];
        if (questions.Length == 0 || questions.Any(columns => columns.Length == 0)
            || all.Distinct().Count() != all.Length || all.Any(column => column < 0 || column >= columnCount))
        {
            throw new ArgumentException(
                $"Each question needs a column from 0 to {columnCount - 1}, and no column belongs to two questions.");
        }

        return questions;
    }
}
