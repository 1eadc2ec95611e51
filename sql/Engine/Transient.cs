using Polly;
using Polly.Retry;

namespace Segmentation.Sql.Engine;

/// <summary>Tries again what failed for a reason that passes by itself, the same way wherever it happens.</summary>
/// <remarks>What passes, and how often it is tried, only each database can say: the caller names both.</remarks>
public static class Transient
{
    /// <summary>Does the work up to <paramref name="attempts"/> times in all, waiting twice as long after each. Any other fault, and the
    /// last, is thrown at once; what was done by an attempt that failed is undone by whoever throws.</summary>
    /// <param name="builder">The pipeline; retries that are added later are done within one attempt of this.</param>
    /// <param name="passes">Whether a fault passes by itself.</param>
    /// <param name="attempts">How often it is tried in all.</param>
    /// <param name="firstDelay">How long is waited before the second attempt.</param>
    /// <param name="beforeRetry">Done before each new attempt, such as throwing away connections that are dead.</param>
    public static ResiliencePipelineBuilder RetryTransient(
        this ResiliencePipelineBuilder builder, Func<Exception, bool> passes, int attempts, TimeSpan firstDelay, Action? beforeRetry = null) =>
        builder.AddRetry(Options(passes, attempts, firstDelay, DelayBackoffType.Exponential, beforeRetry));

    /// <summary>Asks again and again, after the same while, as long as the fault says that it is passing.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="isPassing">Whether a fault says so.</param>
    /// <param name="attempts">How often it is tried in all.</param>
    /// <param name="delay">How long is waited in between.</param>
    public static ResiliencePipelineBuilder WaitFor(
        this ResiliencePipelineBuilder builder, Func<Exception, bool> isPassing, int attempts, TimeSpan delay) =>
        builder.AddRetry(Options(isPassing, attempts, delay, DelayBackoffType.Constant, null));

    private static RetryStrategyOptions Options(
        Func<Exception, bool> passes, int attempts, TimeSpan delay, DelayBackoffType backoff, Action? beforeRetry) => new()
        {
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } error && passes(error)),
            MaxRetryAttempts = attempts - 1,
            Delay = delay,
            BackoffType = backoff,
            OnRetry = _ =>
            {
                beforeRetry?.Invoke();
                return ValueTask.CompletedTask;
            },
        };
}
