namespace Segmentation.Jobs.Reconcile.Pack;

/// <summary>Who prepared and who reviewed it, with lines to sign where nobody has yet.</summary>
internal static class SignOffSheet
{
    private static readonly string[] Roles = ["preparer", "reviewer"];

    public static PackSheet Of(ControlPack pack)
    {
        var sheet = new PackSheet("Sign-off", "Sign-off", "Preparer and reviewer are two people. The evidence hash says which figures were signed; it is the publication's where nothing is signed yet.");
        PackTable table = sheet.Begin(
            "Signatures", new("Period", 12), new("Role", 14), new("Name", 30), new("Date", 14), new("Evidence hash", 68), new("Signature", 34));
        foreach (string period in pack.TieOut.Periods)
        {
            foreach (string role in Roles)
            {
                PackSignOff? signed = pack.SignOffs?.LastOrDefault(one => one.Period == period && one.Role == role);
                table.Add(
                    PackCell.Of(period), PackCell.Of(PackWords.Words(role)),
                    signed is null ? PackCell.Of("", PackStyle.SignLine) : PackCell.Of(signed.Person),
                    signed is null ? PackCell.Of("", PackStyle.SignLine) : PackCell.Day(signed.SignedDate),
                    PackCell.Of(signed?.EvidenceHash ?? pack.ContentHash), PackCell.Of("", PackStyle.SignLine));
            }
        }

        return sheet;
    }
}
