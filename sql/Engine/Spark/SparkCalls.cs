using System.Security.Cryptography;
using Grpc.Core;
using Grpc.Net.Client;
using Polly;
using Segmentation.Sql.Engine.Spark.Protocol;

namespace Segmentation.Sql.Engine.Spark;

/// <summary>The calls to one server in one session: who asks, what is retried, how errors are told.</summary>
internal sealed class SparkCalls(SparkConnection connection, string sessionId) : IDisposable
{
    private const string ClientType = "segbatch";
    private static readonly TimeSpan BriefWait = TimeSpan.FromSeconds(10);

    private static readonly ResiliencePipeline Retrying = new ResiliencePipelineBuilder()
        .RetryTransient(SparkFaults.IsTransient, SparkFaults.Attempts, SparkFaults.FirstDelay)
        .Build();

    private readonly GrpcChannel channel = connection.Open();
    private readonly Metadata headers = connection.CallHeaders();
    private SparkConnectService.SparkConnectServiceClient? client;
    private string? serverSessionId;

    public SparkConnection Connection { get; } = connection;

    public SparkConnectService.SparkConnectServiceClient Client => client ??= new(channel);

    private UserContext User => new() { UserId = Connection.UserId, UserName = Connection.UserId };

    /// <summary>A new id, as Spark wants them for sessions and operations.</summary>
    public static string NewId() => new Guid(RandomNumberGenerator.GetBytes(16)).ToString();

    public CallOptions Options(CancellationToken cancellationToken) => new(headers, cancellationToken: cancellationToken);

    /// <summary>Options of a call that cleans up: not worth a long wait, and not cancelled with what it cleans up after.</summary>
    // DateTime.UtcNow is what a gRPC deadline is measured against; it decides nothing that is written.
    public CallOptions Brief() => new(headers, deadline: TimeProvider.System.GetUtcNow().UtcDateTime + BriefWait);

    public async Task<string> VersionAsync(CancellationToken cancellationToken)
    {
        AnalyzePlanResponse answer = await AnalyzeAsync(
            new AnalyzePlanRequest { SparkVersion = new() }, "connecting to Spark", cancellationToken);
        // From here on a server that was restarted in between says so, and does not begin a session anew in silence.
        serverSessionId = answer.ServerSideSessionId.Length > 0 ? answer.ServerSideSessionId : null;
        return answer.SparkVersion?.Version ?? "";
    }

    public Task<AnalyzePlanResponse> AnalyzeAsync(AnalyzePlanRequest request, string subject, CancellationToken cancellationToken)
    {
        (request.SessionId, request.UserContext, request.ClientType) = (sessionId, User, ClientType);
        SetObserved(id => request.ClientObservedServerSideSessionId = id);
        return CallAsync(options => Client.AnalyzePlanAsync(request, options), subject, cancellationToken);
    }

    public Task<ConfigResponse> ConfigAsync(ConfigRequest.Types.Operation operation, string subject, CancellationToken cancellationToken)
    {
        var request = new ConfigRequest { SessionId = sessionId, UserContext = User, ClientType = ClientType, Operation = operation };
        SetObserved(id => request.ClientObservedServerSideSessionId = id);
        return CallAsync(options => Client.ConfigAsync(request, options), subject, cancellationToken);
    }

    public ExecutePlanRequest Execute(string operationId, Plan plan)
    {
        var request = new ExecutePlanRequest
        {
            SessionId = sessionId,
            UserContext = User,
            ClientType = ClientType,
            OperationId = operationId,
            Plan = plan,
            RequestOptions = { new ExecutePlanRequest.Types.RequestOption { ReattachOptions = new ReattachOptions { Reattachable = true } } },
        };
        SetObserved(id => request.ClientObservedServerSideSessionId = id);
        return request;
    }

    public ReattachExecuteRequest Reattach(string operationId, string? lastResponseId)
    {
        var request = new ReattachExecuteRequest
        {
            SessionId = sessionId,
            UserContext = User,
            ClientType = ClientType,
            OperationId = operationId,
        };
        SetObserved(id => request.ClientObservedServerSideSessionId = id);
        if (lastResponseId is not null)
        {
            request.LastResponseId = lastResponseId;
        }

        return request;
    }

    public InterruptRequest Interrupt(string operationId) => new()
    {
        SessionId = sessionId,
        UserContext = User,
        ClientType = ClientType,
        InterruptType = InterruptRequest.Types.InterruptType.OperationId,
        OperationId = operationId,
    };

    public ReleaseExecuteRequest Release(string operationId) => new()
    {
        SessionId = sessionId,
        UserContext = User,
        ClientType = ClientType,
        OperationId = operationId,
        ReleaseAll = new(),
    };

    public async Task ReleaseSessionAsync()
    {
        try
        {
            await Client.ReleaseSessionAsync(
                new ReleaseSessionRequest { SessionId = sessionId, UserContext = User, ClientType = ClientType }, Brief());
        }
        catch (RpcException)
        {
            // A server that is gone has no session left to release.
        }
    }

    /// <summary>The error as ours, with what the server has to say about it.</summary>
    public async Task<SparkException> WrapAsync(RpcException error, string subject)
    {
        string errorId = SparkFaults.InfoOf(error)?.Metadata.GetValueOrDefault("errorId", "") ?? "";
        if (errorId.Length == 0)
        {
            return SparkFaults.Wrap(error, subject, Connection, null);
        }

        try
        {
            FetchErrorDetailsResponse details = await Client.FetchErrorDetailsAsync(
                new FetchErrorDetailsRequest { SessionId = sessionId, UserContext = User, ClientType = ClientType, ErrorId = errorId }, Brief());
            return SparkFaults.Wrap(error, subject, Connection, details);
        }
        catch (RpcException)
        {
            return SparkFaults.Wrap(error, subject, Connection, null);
        }
    }

    public void Dispose() => channel.Dispose();

    private async Task<T> CallAsync<T>(Func<CallOptions, AsyncUnaryCall<T>> call, string subject, CancellationToken cancellationToken)
    {
        try
        {
            return await Retrying.ExecuteAsync(async token => await call(Options(token)), cancellationToken);
        }
        catch (RpcException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw await WrapAsync(error, subject);
        }
    }

    private void SetObserved(Action<string> set)
    {
        if (serverSessionId is not null)
        {
            set(serverSessionId);
        }
    }
}
