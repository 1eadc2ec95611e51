using System.Data.Common;
using Segmentation.Batch.Schedule;
using Segmentation.Jobs.Run;

namespace Segmentation.Batch.Ledger;

/// <summary>What SQLite and PostgreSQL do differently for the ledger: connecting, committing, locking, and saying what went wrong.</summary>
public abstract class LedgerDialect
{
    /// <summary>Gives out the next token of a lease and names its new holder.</summary>
    protected const string NextToken =
        """
        insert into leases (name, token, holder) values (@name, 1, @holder)
        on conflict (name) do update set token = leases.token + 1, holder = excluded.holder
        returning token
        """;

    /// <summary>Whether a ledger is there. Nothing is made.</summary>
    public abstract bool Exists();

    /// <summary>Makes the ledger, or brings it up to this program's version.</summary>
    /// <exception cref="RunRefusedException">It cannot be made, or is newer than this program.</exception>
    public abstract void Prepare();

    /// <summary>Reads over a connection of its own; may do so again after a fault that passes.</summary>
    public abstract T Read<T>(Func<DbConnection, T> work);

    /// <summary>Commits all statements of the work, once, or none. The work may be begun anew after a fault that passes.</summary>
    /// <param name="work">Statements that are kept together or not at all.</param>
    /// <param name="deed">What is done, for the points at which a test kills the process.</param>
    public abstract void Write(Action<DbConnection, DbTransaction> work, string deed);

    /// <summary>Where Quartz keeps its triggers: beside everything else.</summary>
    public abstract QuartzStore QuartzStore { get; }

    /// <summary>The folder that the ledger's files are in; null when it has none.</summary>
    public abstract string? Folder { get; }

    /// <summary>Takes a lease.</summary>
    public abstract ILease TakeLease(string name, string holder);

    /// <summary>Whether the lease's own lock still stands, asked in the transaction that relies on it.</summary>
    public abstract bool IsHeld(ILease lease, DbConnection connection, DbTransaction transaction);

    /// <summary>Lets one transaction at a time append to a table that is numbered without gaps.</summary>
    public abstract void LockForAppend(DbConnection connection, DbTransaction transaction, string table);

    /// <summary>A row as the statements' readers expect it: instants, days and amounts as text, whole numbers as long, flags as 0 and 1.</summary>
    public abstract dynamic Translated(dynamic row);
}
