namespace Segmentation.Jobs.Reconcile.Pack;

/// <summary>The tie-out line by line: what every other sheet adds up.</summary>
internal static class TieOutSheet
{
    public static PackSheet Of(TieOut tieOut)
    {
        var sheet = new PackSheet("Tie-out", "Tie-out, line by line", "As published. In every cell of period, entity, unit, currency and account class: segments + unassigned + what explains the difference + unexplained = general ledger.");
        PackTable table = sheet.Begin(
            "Lines of the tie-out",
            new("Period", 10), new("Legal entity", 13), new("Business unit", 14), new("Currency", 10), new("Account class", 14),
            new("Line", 18), new("What", 34), new("Amount", 18, true), new("Items", 10, true));
        foreach (TieOutLine line in tieOut.Lines)
        {
            table.Add(
                PackCell.Of(line.Period), PackCell.Of(line.LegalEntity), PackCell.Of(line.BusinessUnit), PackCell.Of(line.Currency),
                PackCell.Of(PackWords.Words(line.AccountClass)), PackCell.Of(PackWords.Line(line.Line)), PackCell.Of(PackWords.Label(line)),
                PackCell.Money(line.Amount), PackCell.Count(line.ItemCount));
        }

        return sheet;
    }
}
