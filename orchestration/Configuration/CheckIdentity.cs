using System.Text.RegularExpressions;
using Segmentation.Jobs.Configuration;

namespace Segmentation.Batch.Configuration;

/// <summary>Checks that matching and survivorship name attributes and sources that exist.</summary>
internal static partial class CheckIdentity
{
    private static readonly string[] MatchedOn = ["email", "phone", "source_record_id", "attributes.NAME"];

    private static readonly string[] Attributes = [.. SourceContract.Find("customers")!.Columns
        .Select(column => column.Name).Where(name => name != "source_record_id")];

    public static void Run(CheckContext context)
    {
        IdentityConfig identity = context.Config.Identity;
        for (int i = 0; i < identity.Rules.Count; i++)
        {
            CheckRule(context, $"identity.rules[{i}].on", identity.Rules[i].On);
        }

        foreach ((string attribute, SurvivorshipRule rule) in identity.Survivorship)
        {
            CheckSurvivorship(context, $"identity.survivorship.{attribute}", attribute, rule);
        }
    }

    private static void CheckRule(CheckContext context, string path, string on)
    {
        if (on == "attributes.NAME" || (!MatchedOn.Contains(on) && !DeclaredAttribute().IsMatch(on)))
        {
            string written = context.Show(path);
            context.Refuse(path, $"unknown value '{written}' for {path}. {NearestWord.Hint(written, MatchedOn)}");
        }
    }

    private static void CheckSurvivorship(CheckContext context, string path, string attribute, SurvivorshipRule rule)
    {
        if (!Attributes.Contains(attribute))
        {
            context.RefuseName(path, $"'{YamlScalar.Shorten(attribute)}' in identity.survivorship " +
                "is not an attribute of customers. " + NearestWord.Hint(attribute, Attributes));
        }

        string[] sources = [.. context.Config.Sources.Keys];
        for (int i = 0; i < rule.Prefer.Count; i++)
        {
            string item = ConfigPath.Item($"{path}.prefer", i);
            if (!sources.Contains(rule.Prefer[i]))
            {
                string written = context.Show(item);
                context.Refuse(item, $"unknown source '{written}' in {path}.prefer. " +
                    $"{NearestWord.Hint(written, sources)}");
            }
        }
    }

    [GeneratedRegex("^attributes\\.[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex DeclaredAttribute();
}
