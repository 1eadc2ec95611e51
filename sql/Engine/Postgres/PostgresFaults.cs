using Npgsql;
using Polly;
using Polly.Retry;

namespace Segmentation.Sql.Engine.Postgres;

/// <summary>Which errors of PostgreSQL pass by themselves, and how they are retried.</summary>
public static class PostgresFaults
{
    /// <summary>How often a deed is tried again after a transient fault; after that the fault is told.</summary>
    public const int Retries = 4;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);

    /// <summary>Tries a deed again after transient faults: after about 0.2, 0.4, 0.8 and 1.6 seconds. Permanent ones stop at once.</summary>
    public static ResiliencePipeline Retrying { get; } = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } error && IsTransient(error)),
            MaxRetryAttempts = Retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = FirstDelay,
        })
        .Build();

    /// <summary>Whether the same deed may succeed when it is tried again: the server is starting or stopping, a connection broke,
    /// somebody else was in the way.</summary>
    public static bool IsTransient(Exception error) => error switch
    {
        // A full disk does not empty itself while we wait.
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => false,
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => true,
        NpgsqlException driver => driver.IsTransient,
        _ => false,
    };
}
