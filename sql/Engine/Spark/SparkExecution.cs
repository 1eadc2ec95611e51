using Grpc.Core;
using Polly;
using Segmentation.Sql.Engine.Spark.Protocol;

namespace Segmentation.Sql.Engine.Spark;

/// <summary>One operation on the server, from its plan to its last answer.</summary>
/// <remarks>A stream that breaks is taken up after the last answer that arrived: no answer is lost or seen twice, and the server runs
/// the plan once. If it ends early, by an error here, a cancellation or a reader that wants no more, the server is told to stop.</remarks>
internal sealed class SparkExecution : IAsyncDisposable
{
    private readonly SparkCalls calls;
    private readonly Plan plan;
    private readonly string subject;
    private readonly string operationId = SparkCalls.NewId();
    private readonly ResiliencePipeline pipeline;

    private AsyncServerStreamingCall<ExecutePlanResponse>? stream;
    private string? lastResponseId;
    private bool isSent;
    private bool isOver;

    public SparkExecution(SparkCalls calls, Plan plan, string subject)
    {
        this.calls = calls;
        this.plan = plan;
        this.subject = subject;
        pipeline = new ResiliencePipelineBuilder()
            .RetryTransient(IsWorthAnother, SparkFaults.Attempts, SparkFaults.FirstDelay)
            .Build();
    }

    /// <summary>The next answer; null after the last.</summary>
    public async Task<ExecutePlanResponse?> NextAsync(CancellationToken cancellationToken)
    {
        if (isOver)
        {
            return null;
        }

        try
        {
            return await pipeline.ExecuteAsync(ReadAsync, cancellationToken);
        }
        catch (RpcException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // A server that could not be reached any more may still be at it.
            isOver = !SparkFaults.IsTransient(error);
            throw await calls.WrapAsync(error, subject);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        stream?.Dispose();
        if (!isSent)
        {
            return;
        }

        try
        {
            if (!isOver)
            {
                await calls.Client.InterruptAsync(calls.Interrupt(operationId), calls.Brief());
            }

            await calls.Client.ReleaseExecuteAsync(calls.Release(operationId), calls.Brief());
        }
        catch (RpcException)
        {
            // The server drops it by itself after a while; what is to be told was told.
        }
    }

    private async ValueTask<ExecutePlanResponse?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                stream ??= Open(cancellationToken);
                if (await stream.ResponseStream.MoveNext(cancellationToken))
                {
                    ExecutePlanResponse response = stream.ResponseStream.Current;
                    lastResponseId = response.ResponseId;
                    isOver = response.ResultComplete is not null;
                    return response;
                }

                // The server ends a stream after two minutes or a gigabyte, whether it is done or not; done is said.
                CloseStream();
            }
        }
        catch (RpcException error)
        {
            CloseStream();
            if (HasNotArrived(error))
            {
                isSent = false;
            }

            throw;
        }
    }

    private AsyncServerStreamingCall<ExecutePlanResponse> Open(CancellationToken cancellationToken)
    {
        if (isSent)
        {
            return calls.Client.ReattachExecute(calls.Reattach(operationId, lastResponseId), calls.Options(cancellationToken));
        }

        isSent = true;
        return calls.Client.ExecutePlan(calls.Execute(operationId, plan), calls.Options(cancellationToken));
    }

    private bool IsWorthAnother(Exception error) =>
        SparkFaults.IsTransient(error) || error is RpcException rpc && HasNotArrived(rpc);

    /// <summary>The plan was lost on its way: the session is the same, and the server has never heard of the operation.</summary>
    private bool HasNotArrived(RpcException error) => lastResponseId is null && SparkFaults.IsUnknownOperation(error);

    private void CloseStream()
    {
        stream?.Dispose();
        stream = null;
    }
}
