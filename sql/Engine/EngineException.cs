namespace Segmentation.Sql.Engine;

/// <summary>What kind of refusal an engine gave; decides whether trying again can help.</summary>
public enum EngineFailure
{
    /// <summary>The statement is wrong: syntax, unknown table or column, wrong types.</summary>
    Statement,

    /// <summary>The data is wrong for the statement: a value that does not convert, a constraint.</summary>
    Data,

    /// <summary>Memory ran out, or the disk that the engine spills to.</summary>
    Resources,

    /// <summary>A file could not be read or written.</summary>
    Storage,

    /// <summary>Another process holds the database file.</summary>
    Locked,

    /// <summary>The run was cancelled.</summary>
    Cancelled,

    /// <summary>The engine's server does not answer, refuses the caller, or has lost the session.</summary>
    Connection,

    /// <summary>The engine failed for a reason of its own.</summary>
    Internal,
}

/// <summary>An engine refused a statement.</summary>
/// <remarks>The message never contains data: engines quote values in their errors, and a value may be a person's.
/// The engine's own words are in <see cref="Exception.InnerException"/>.</remarks>
public class EngineException : Exception
{
    public EngineException(string engine, string subject, EngineFailure failure, string message, Exception? cause)
        : base(message, cause)
    {
        Engine = engine;
        Subject = subject;
        Failure = failure;
    }

    /// <summary>The engine's name, such as DuckDB.</summary>
    public string Engine { get; }

    /// <summary>What was being run: a transform's name, an audit's name, or a short phrase.</summary>
    public string Subject { get; }

    /// <summary>The kind of refusal.</summary>
    public EngineFailure Failure { get; }

    /// <summary>Whether the same statement may succeed if tried again unchanged.</summary>
    public bool IsTransient => Failure is EngineFailure.Locked;
}
