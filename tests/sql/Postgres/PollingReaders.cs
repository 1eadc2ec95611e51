using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace Segmentation.Tests.Postgres;

/// <summary>Readers who ask the same question again and again while something happens to the warehouse.</summary>
/// <remarks>Each keeps one connection, as a dashboard does, and makes a new one when the server took it away.</remarks>
public sealed class PollingReaders : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Thread[] threads;
    private readonly TimeSpan pause;
    private readonly ConcurrentBag<Exception> failures = [];
    private readonly ConcurrentBag<(int Reader, long At, string Answer, TimeSpan Took)> answers = [];

    /// <summary>Starts to read.</summary>
    /// <param name="connectionString">Where.</param>
    /// <param name="question">A query of one text.</param>
    /// <param name="count">How many readers.</param>
    /// <param name="pause">How long each rests after an answer.</param>
    public PollingReaders(string connectionString, string question, int count = 2, TimeSpan pause = default)
    {
        this.pause = pause;
        string own = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 120 }.ToString();
        threads = [.. Enumerable.Range(0, count).Select(number => new Thread(() => Poll(number, own, question)) { IsBackground = true })];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }
    }

    /// <summary>How often an answer came.</summary>
    public int Count => answers.Count;

    /// <summary>Answers that any reader had.</summary>
    public IReadOnlyCollection<string> Answers => [.. answers.Select(answer => answer.Answer).Distinct()];

    /// <summary>What went wrong other than a server that was gone.</summary>
    public IReadOnlyCollection<Exception> Failures => failures;

    /// <summary>How long answers took that somebody waited for between two moments of <see cref="Stopwatch"/>, the longest first.</summary>
    public IReadOnlyList<TimeSpan> Times(long from, long to) =>
        [.. answers.Where(answer => answer.At <= to && answer.At + (answer.Took.TotalSeconds * Stopwatch.Frequency) >= from).Select(answer => answer.Took).OrderDescending()];

    /// <summary>Answers in the order in which each reader had them, without repeats.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Stories =>
        [.. answers.GroupBy(answer => answer.Reader).Select(reader => WithoutRepeats(reader.OrderBy(answer => answer.At).Select(answer => answer.Answer)))];

    /// <summary>Returns when every reader has answered once more.</summary>
    public void WaitForMore()
    {
        int seen = Count;
        SpinWait.SpinUntil(() => Count >= seen + (2 * threads.Length) || !failures.IsEmpty, TimeSpan.FromSeconds(60));
    }

    /// <summary>Lets the readers finish what they read.</summary>
    public void Stop()
    {
        stop.Cancel();
        foreach (Thread thread in threads)
        {
            thread.Join();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        stop.Dispose();
    }

    private static List<string> WithoutRepeats(IEnumerable<string> story)
    {
        var changes = new List<string>();
        foreach (string answer in story)
        {
            if (changes.Count == 0 || changes[^1] != answer)
            {
                changes.Add(answer);
            }
        }

        return changes;
    }

    private void Poll(int number, string connectionString, string question)
    {
        NpgsqlConnection? connection = null;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (connection is null)
                {
                    connection = new NpgsqlConnection(connectionString);
                    connection.Open();
                }

                using var command = new NpgsqlCommand(question, connection);
                long asked = Stopwatch.GetTimestamp();
                string answer = $"{command.ExecuteScalar()}";
                answers.Add((number, asked, answer, Stopwatch.GetElapsedTime(asked)));
                stop.Token.WaitHandle.WaitOne(pause);
            }
            catch (NpgsqlException error) when (error.IsTransient || error is PostgresException { SqlState: ['5', '7', ..] })
            {
                // The server went away with the question; a reader asks again.
                connection?.Dispose();
                connection = null;
                stop.Token.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(20));
            }
            catch (NpgsqlException error)
            {
                failures.Add(error);
                break;
            }
        }

        connection?.Dispose();
    }
}
