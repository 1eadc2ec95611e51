using System.Globalization;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Segmentation.Sql.Engine.Spark.Protocol;
using GrpcStatus = Segmentation.Sql.Engine.Spark.Protocol.Status;

namespace Segmentation.Sql.Engine.Spark;

/// <summary>Reads the errors of a Spark Connect server: which pass by themselves, and what they say.</summary>
internal static partial class SparkFaults
{
    /// <summary>How often a call is tried in all.</summary>
    public const int Attempts = 6;

    /// <summary>How long is waited before the second attempt; twice as long before each further one.</summary>
    public static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>Whether the same call may succeed in a moment.</summary>
    public static bool IsTransient(Exception error) =>
        error is RpcException rpc
        // Cancelled by the other side: a server that is going down ends what it has open so.
        && (rpc.StatusCode is StatusCode.Unavailable or StatusCode.Cancelled
            || rpc.Status.Detail.Contains("INVALID_CURSOR.DISCONNECTED", StringComparison.Ordinal)
            || Details(rpc).Any(detail => detail.Is(RetryInfo.Descriptor)));

    /// <summary>Whether the server never saw the operation that was asked after.</summary>
    public static bool IsUnknownOperation(RpcException error) =>
        error.Status.Detail.Contains("INVALID_HANDLE.OPERATION_NOT_FOUND", StringComparison.Ordinal);

    /// <summary>What the error carries about itself, if anything.</summary>
    public static ErrorInfo? InfoOf(RpcException error) =>
        Details(error).FirstOrDefault(detail => detail.Is(ErrorInfo.Descriptor))?.Unpack<ErrorInfo>();

    /// <summary>The error as ours.</summary>
    /// <param name="error">What gRPC threw.</param>
    /// <param name="subject">What was being run.</param>
    /// <param name="server">The server's address.</param>
    /// <param name="details">What the server said when asked for more; null if it was not or did not.</param>
    public static SparkException Wrap(RpcException error, string subject, SparkConnection server, FetchErrorDetailsResponse? details)
    {
        ErrorInfo? info = InfoOf(error);
        if (info is null)
        {
            return NotFromSpark(error, subject, server);
        }

        SparkFault fault = Read(error, info, details);
        EngineFailure failure = Classify(fault, info, error.Status.Detail);
        string code = fault.ErrorClass.Length > 0 ? fault.ErrorClass : info.Reason.Split('.')[^1];
        string state = fault.SqlState.Length > 0 ? $", SQLSTATE {fault.SqlState}" : "";
        string said = failure switch
        {
            // Spark quotes SQL here, never rows; below the first line it prints its plan.
            EngineFailure.Statement => $"Spark does not accept the SQL. {FirstLine(error.Status.Detail)}",
            EngineFailure.Connection => $"the session with Spark at {server} is lost ({code}): the server was restarted or closed it. What the session kept in memory is gone; run again.",
            EngineFailure.Resources => $"Spark ran out of memory or disk ({code}{state}). Give driver and executors more, then run again.",
            EngineFailure.Storage => $"Spark could not read or write a file ({code}{state}). See that the place exists and that the server and its executors may write there, then run again.",
            EngineFailure.Cancelled => "interrupted.",
            EngineFailure.Data => $"Spark met a value it cannot work with ({code}{state}). The value is not shown, since it may be personal; run the SQL by hand to see it.",
            _ => $"Spark failed ({code}{state}). See the server's log.",
        };
        return new SparkException(subject, failure, said, fault, error);
    }

    private static SparkException NotFromSpark(RpcException error, string subject, SparkConnection server)
    {
        string said = error.StatusCode switch
        {
            StatusCode.Unauthenticated or StatusCode.PermissionDenied =>
                $"Spark at {server} refuses the token. Nothing was run. Set the token that the server was started with.",
            _ when IsNotSecure(error) =>
                $"no secure connection to {server}: its certificate is not trusted, or it does not speak TLS. Nothing was sent. Correct use_ssl, or name its authority with ssl_ca.",
            StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Cancelled =>
                $"Spark at {server} does not answer. Start the server or correct host and port, then run again.",
            StatusCode.ResourceExhausted =>
                $"a message to or from Spark at {server} is larger than it accepts. Read or send less at a time.",
            _ => $"what answers at {server} is not Spark Connect 4.0 or newer ({error.StatusCode}). Correct host and port.",
        };
        return new SparkException(subject, EngineFailure.Connection, said, SparkFault.None, error);
    }

    private static bool IsNotSecure(RpcException error)
    {
        for (Exception? cause = error.InnerException; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException or HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError })
            {
                return true;
            }
        }

        return false;
    }

    private static SparkFault Read(RpcException error, ErrorInfo info, FetchErrorDetailsResponse? details)
    {
        FetchErrorDetailsResponse.Types.SparkThrowable? thrown = FirstNamed(details);
        string errorClass = thrown?.ErrorClass is { Length: > 0 } named ? named : info.Metadata.GetValueOrDefault("errorClass", "");
        string state = thrown?.SqlState is { Length: > 0 } given ? given : info.Metadata.GetValueOrDefault("sqlState", "");
        // A context with a type lies in a view or function: not in the text that was sent.
        string? summary = thrown?.QueryContexts.FirstOrDefault(context => context.ObjectType.Length == 0)?.Summary;
        (int line, int column) = PlaceIn(summary ?? "") is { Item1: > 0 } place ? place : PlaceIn(error.Status.Detail);
        return new SparkFault(errorClass, state, thrown?.MessageParameters.ToDictionary() ?? [], line, column);
    }

    /// <summary>The first error of the chain that has a name: a job that failed says why only in its cause.</summary>
    private static FetchErrorDetailsResponse.Types.SparkThrowable? FirstNamed(FetchErrorDetailsResponse? details)
    {
        int? next = details is { HasRootErrorIdx: true } ? details.RootErrorIdx : null;
        while (next is { } index && index < details!.Errors.Count)
        {
            FetchErrorDetailsResponse.Types.Error error = details.Errors[index];
            if (error.SparkThrowable is { HasErrorClass: true } thrown && !thrown.ErrorClass.StartsWith("_LEGACY", StringComparison.Ordinal))
            {
                return thrown;
            }

            // Causes come after what they cause.
            next = error.HasCauseIdx && error.CauseIdx > index ? error.CauseIdx : null;
        }

        return null;
    }

    private static (int Line, int Column) PlaceIn(string text)
    {
        Match match = PlacePattern().Match(text);
        if (!match.Success)
        {
            return (0, 0);
        }

        int place = int.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture);
        // "pos" counts from 0, "position" from 1.
        return (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), match.Groups[2].Success ? place : place + 1);
    }

    private static EngineFailure Classify(SparkFault fault, ErrorInfo info, string text)
    {
        string classes = info.Metadata.GetValueOrDefault("classes", info.Reason);
        if (fault.ErrorClass.StartsWith("INVALID_HANDLE", StringComparison.Ordinal)
            || text.Contains("INVALID_HANDLE.", StringComparison.Ordinal)
            || text.Contains("stopped SparkContext", StringComparison.Ordinal))
        {
            return EngineFailure.Connection;
        }

        if (fault.ErrorClass == "OPERATION_CANCELED" || text.Contains("OPERATION_CANCELED", StringComparison.Ordinal))
        {
            return EngineFailure.Cancelled;
        }

        return fault.SqlState.Length >= 2 ? fault.SqlState[..2] switch
        {
            "42" or "0A" or "46" or "56" => EngineFailure.Statement,
            "21" or "22" or "23" => EngineFailure.Data,
            "53" or "54" => EngineFailure.Resources,
            "58" or "KD" => EngineFailure.Storage,
            _ => ByClass(classes, text),
        } : ByClass(classes, text);
    }

    private static EngineFailure ByClass(string classes, string text) =>
        classes.Contains("AnalysisException", StringComparison.Ordinal) || classes.Contains("ParseException", StringComparison.Ordinal)
            ? EngineFailure.Statement
        : (classes + text).Contains("OutOfMemoryError", StringComparison.Ordinal) || text.Contains("No space left on device", StringComparison.Ordinal)
            ? EngineFailure.Resources
        : classes.Contains("IOException", StringComparison.Ordinal) ? EngineFailure.Storage
        : EngineFailure.Internal;

    private static string FirstLine(string text) => text.Split('\n')[0].TrimEnd(';', ' ');

    private static Google.Protobuf.Collections.RepeatedField<Any> Details(RpcException error)
    {
        byte[]? bytes = error.Trailers.GetValueBytes("grpc-status-details-bin");
        if (bytes is null)
        {
            return [];
        }

        try
        {
            return GrpcStatus.Parser.ParseFrom(bytes).Details;
        }
        catch (InvalidProtocolBufferException)
        {
            return [];
        }
    }

    [GeneratedRegex(@"\bline (\d+),? pos(ition)? (\d+)")]
    private static partial Regex PlacePattern();
}
