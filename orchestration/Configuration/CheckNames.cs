using System.Text.RegularExpressions;
using Segmentation.Jobs.Configuration;

namespace Segmentation.Batch.Configuration;

/// <summary>Checks the names a company gives: metrics and features are SQL names, currencies ISO codes.</summary>
internal static partial class CheckNames
{
    public static void Run(CheckContext context)
    {
        SegmentationConfig config = context.Config;
        foreach (string path in config.Metrics.Keys.Select(name => $"metrics.{name}")
            .Concat(config.Features.Keys.Select(name => $"features.{name}")))
        {
            if (!ColumnName().IsMatch(path[(path.IndexOf('.', StringComparison.Ordinal) + 1)..]))
            {
                context.RefuseName(path, $"{path} is not a name SQL can use. " +
                    "Write lowercase letters, digits and underscores, a letter first.");
            }
        }

        foreach (string name in config.Metrics.Keys.Where(config.Features.ContainsKey))
        {
            context.RefuseName($"metrics.{name}", $"'{name}' is both a metric and a feature. Rename one.");
        }

        foreach ((string currency, decimal rate) in config.ExchangeRates)
        {
            CheckRate(context, currency, rate);
        }
    }

    private static void CheckRate(CheckContext context, string currency, decimal rate)
    {
        string path = $"exchange_rates.{currency}";
        if (!CurrencyCode().IsMatch(currency))
        {
            context.RefuseName(path, $"'{YamlScalar.Shorten(currency)}' in exchange_rates is not a currency. " +
                "Write three capital letters (ISO 4217), such as EUR.");
        }
        else if (rate <= 0)
        {
            context.Refuse(path, $"{path} is {context.Show(path)}. " +
                $"It takes a number above 0: what one {currency} is worth in the reporting currency.");
        }
        else if (currency == context.Config.Currency && rate != 1)
        {
            context.Refuse(path, $"{path} is {context.Show(path)}, " +
                $"but {currency} is the reporting currency and is worth 1. Remove the line.");
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9_]*$")]
    private static partial Regex ColumnName();

    [GeneratedRegex("^[A-Z]{3}$")]
    private static partial Regex CurrencyCode();
}
