using System.Globalization;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Score;

namespace Segmentation.Batch.Configuration;

/// <summary>Checks that categories and codes are what their ERP takes, and that frozen days are days.</summary>
internal static class CheckErp
{
    /// <summary>Width of the company's name in the header of a fixed-width file.</summary>
    private const int CompanyWidth = 40;

    public static void Run(CheckContext context)
    {
        ErpConfig erp = context.Config.Erp;
        if (erp.Categories.Count > 0 && context.Config.Company.EnumerateRunes().Count() > CompanyWidth)
        {
            context.Refuse("company", $"company is longer than {CompanyWidth} characters, which is its width in the header of the files for the ERP. Shorten it.");
        }

        var firsts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string scheme, ErpCategoryConfig category) in erp.Categories)
        {
            string path = $"erp.categories.{scheme}";
            CheckCategory(context, path, scheme, category);
            if (!firsts.TryAdd(category.Category, path))
            {
                context.Refuse($"{path}.category", $"category '{category.Category}' of {path} is that of {firsts[category.Category]} too. A category has the codes of one scheme.");
            }
        }

        for (int i = 0; i < erp.Freeze.Count; i++)
        {
            CheckFreeze(context, ConfigPath.Item("erp.freeze", i), erp.Freeze[i]);
        }
    }

    private static void CheckCategory(CheckContext context, string path, string scheme, ErpCategoryConfig category)
    {
        string[] schemes = [.. context.Config.Schemes.Keys];
        if (!schemes.Contains(scheme))
        {
            context.RefuseName(path, $"'{YamlScalar.Shorten(scheme)}' in erp.categories is not a scheme. {NearestWord.Hint(scheme, schemes)}");
        }

        string[] systems = [.. context.Config.Sources.Select(source => source.Value.System ?? source.Key).Distinct()];
        if (category.CustomerSource is { } source && !systems.Contains(source))
        {
            string written = context.Show($"{path}.customer_source");
            context.Refuse($"{path}.customer_source", $"unknown source system '{written}' in {path}.customer_source. {NearestWord.Hint(written, systems)}");
        }

        ErpLimits limits = ErpLimits.Of(category.System);
        RefuseLonger(context, $"{path}.category", "category", category.Category.Length, limits.Category, limits);
        RefuseLonger(context, $"{path}.code_length", "code_length", category.CodeLength ?? 0, limits.Code, limits);
        RefuseLonger(context, $"{path}.number_width", "number_width", category.NumberWidth ?? 0, limits.Number, limits);
        CheckCodes(context, path, scheme, category);
    }

    private static void RefuseLonger(CheckContext context, string path, string what, int length, int longest, ErpLimits limits)
    {
        if (length > longest)
        {
            string fields = limits.Fields.Length > 0 ? $" ({limits.Fields})" : "";
            context.Refuse(path, $"{what} of {path[..path.LastIndexOf('.')]} is {length}{(what == "category" ? " characters long" : "")}, and {limits.Name} takes {longest} at most{fields}.");
        }
    }

    private static void CheckCodes(CheckContext context, string path, string scheme, ErpCategoryConfig category)
    {
        int longest = ErpLimits.CodeLength(category);
        string characters = category.Alphabet.Characters();
        var firsts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string segment, string code) in category.Codes)
        {
            string at = $"{path}.codes.{segment}";
            if (code.Length == 0 || code.Length > longest)
            {
                context.Refuse(at, $"code '{context.Show(at)}' of {path} has {code.Length} characters. {ErpLimits.Of(category.System).Name} takes 1 to {longest} here (code_length).");
            }
            else if (code.Any(character => !characters.Contains(character)))
            {
                context.Refuse(at, $"code '{context.Show(at)}' of {path} has a character that is not in its alphabet: {characters}.");
            }
            else if (!firsts.TryAdd(code, segment))
            {
                context.Refuse(at, $"code '{code}' of {path} is given to {firsts[code]} and to {segment}. A code names one segment.");
            }

            if (context.Config.Schemes.TryGetValue(scheme, out SchemeConfig? rules) && rules.Kind == SchemeKind.Rules)
            {
                string[] known = [.. rules.Segments.Select(known => known.Code).Concat(SegmentStates.Of(rules.Kind).Select(state => state.Code))];
                if (!known.Contains(segment))
                {
                    context.RefuseName(at, $"'{YamlScalar.Shorten(segment)}' in {path}.codes is not a segment of schemes.{scheme}. {NearestWord.Hint(segment, known)}");
                }
            }
        }
    }

    private static void CheckFreeze(CheckContext context, string path, ErpFreezeConfig freeze)
    {
        bool isFrom = IsDay(context, $"{path}.from", freeze.From, out DateOnly from);
        bool isTo = IsDay(context, $"{path}.to", freeze.To, out DateOnly to);
        if (isFrom && isTo && to < from)
        {
            context.Refuse($"{path}.to", $"{path} ends on {freeze.To}, before it begins on {freeze.From}.");
        }
    }

    private static bool IsDay(CheckContext context, string path, string text, out DateOnly day)
    {
        bool isDay = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
        if (!isDay)
        {
            context.Refuse(path, $"'{context.Show(path)}' for {path} is not a day. Write it as 2026-12-31.");
        }

        return isDay;
    }
}
