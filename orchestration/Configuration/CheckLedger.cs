using Segmentation.Batch.Ledger;

namespace Segmentation.Batch.Configuration;

/// <summary>Checks where the ledger is, and that its password is not written in the file: the file's text is kept in the ledger.</summary>
internal static class CheckLedger
{
    private const string Path = "ledger";

    public static void Run(CheckContext context)
    {
        if (context.Config.Ledger is not { } ledger || !PostgresLedgerAddress.IsMeant(ledger))
        {
            return;
        }

        if (PostgresLedgerAddress.HasLiteralPassword(context.Index.Written(Path) ?? ""))
        {
            context.Refuse(Path, "ledger holds a password in clear, and the text of this file is kept in the ledger. " +
                "Write ${env:NAME} or ${file:PATH} in its place, or leave it out and set PGPASSWORD or a password file.");
            return;
        }

        try
        {
            PostgresLedgerAddress.Parse(ledger);
        }
        catch (FormatException error)
        {
            context.Refuse(Path, error.Message);
        }
    }
}
