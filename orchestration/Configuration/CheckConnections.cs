using Segmentation.Batch.Ledger;
using Segmentation.Jobs.Configuration;

namespace Segmentation.Batch.Configuration;

/// <summary>Checks connections to databases, and that no password is written in the file: its text is kept in the ledger.</summary>
internal static class CheckConnections
{
    private const string Ledger = "ledger";
    private const string Warehouse = "publish.postgres.connection";

    public static void Run(CheckContext context)
    {
        CheckLedger(context);
        if (context.Config.Publish.Postgres is not null)
        {
            RefuseLiteralPassword(context, Warehouse);
        }

        foreach ((string name, SourceConfig source) in context.Config.Sources)
        {
            if (source.Postgres is not null)
            {
                RefuseLiteralPassword(context, $"sources.{name}.postgres.connection");
            }
        }
    }

    private static void CheckLedger(CheckContext context)
    {
        if (context.Config.Ledger is not { } ledger || !PostgresLedgerAddress.IsMeant(ledger))
        {
            return;
        }

        if (RefuseLiteralPassword(context, Ledger))
        {
            return;
        }

        try
        {
            PostgresLedgerAddress.Parse(ledger);
        }
        catch (FormatException error)
        {
            context.Refuse(Ledger, error.Message);
        }
    }

    private static bool RefuseLiteralPassword(CheckContext context, string path)
    {
        bool isLiteral = PostgresLedgerAddress.HasLiteralPassword(context.Index.Written(path) ?? "");
        if (isLiteral)
        {
            context.Refuse(path, $"{path} holds a password in clear, and the text of this file is kept in the ledger. " +
                "Write ${env:NAME} or ${file:PATH} in its place, or leave it out and set PGPASSWORD or a password file.");
        }

        return isLiteral;
    }
}
