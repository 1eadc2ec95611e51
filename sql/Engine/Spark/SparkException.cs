namespace Segmentation.Sql.Engine.Spark;

/// <summary>Spark refused a statement, or does not answer.</summary>
/// <remarks>The message never contains data. <see cref="MessageParameters"/> and the cause do: Spark quotes values in them.</remarks>
public sealed class SparkException : EngineException
{
    private readonly string said;

    internal SparkException(string subject, EngineFailure failure, string said, SparkFault fault, Exception? cause)
        : this(subject, failure, said, fault, null, cause)
    {
    }

    private SparkException(string subject, EngineFailure failure, string said, SparkFault fault, string? file, Exception? cause)
        : base("Spark", subject, failure, $"{subject}: {(file is null ? "" : $"{file}({fault.Line},{fault.Column}): ")}{said}", cause)
    {
        this.said = said;
        Fault = fault;
        File = file;
    }

    /// <summary>Spark's name of the error, such as <c>UNRESOLVED_COLUMN.WITH_SUGGESTION</c>; empty where it gave none.</summary>
    public string ErrorClass => Fault.ErrorClass;

    /// <summary>The SQLSTATE; empty where Spark gave none.</summary>
    public string SqlState => Fault.SqlState;

    /// <summary>What the error's text is filled in with. May hold values of rows.</summary>
    public IReadOnlyDictionary<string, string> MessageParameters => Fault.Parameters;

    /// <summary>The file of the transform, once it is known.</summary>
    public string? File { get; }

    /// <summary>The line, counted from 1: of the file where that is known, of the statement otherwise. 0 where Spark named no place.</summary>
    public int Line => Fault.Line;

    /// <summary>The column, counted from 1. 0 where Spark named no place.</summary>
    public int Column => Fault.Column;

    private SparkFault Fault { get; }

    /// <summary>The same, told as a place in the file that the statement comes from.</summary>
    /// <param name="file">The file.</param>
    /// <param name="firstLine">The line of the file that the statement begins in.</param>
    public SparkException In(string file, int firstLine) => Line == 0
        ? this
        : new SparkException(Subject, Failure, said, Fault with { Line = Line + firstLine - 1 }, file, InnerException);
}

/// <summary>What Spark says of an error besides its text.</summary>
internal sealed record SparkFault(
    string ErrorClass, string SqlState, IReadOnlyDictionary<string, string> Parameters, int Line, int Column)
{
    public static SparkFault None { get; } = new("", "", new Dictionary<string, string>(), 0, 0);
}
