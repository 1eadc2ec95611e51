using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Monitor;

namespace Segmentation.Batch.Configuration;

/// <summary>Checks that recipients can be reached as they are described, and that addresses are addresses.</summary>
internal static class CheckObservability
{
    public static void Run(CheckContext context)
    {
        CheckAddress(context, "telemetry.otlp", context.Config.Telemetry.Otlp);
        CheckAddress(context, "lineage.url", context.Config.Lineage.Url);
        foreach ((string name, NotifyConfig recipient) in context.Config.Notify)
        {
            string path = $"notify.{name}";
            CheckAddress(context, $"{path}.url", recipient.Url);
            foreach (string missing in Missing(recipient))
            {
                context.Refuse($"{path}.{missing}", $"{path} is of kind {recipient.Kind.ToString().ToLowerInvariant()} and has no {missing}. Write {path}.{missing}.");
            }

            foreach ((int index, string rule) in recipient.Rules.Index().Where(rule => !RuleNames.All.Contains(rule.Item)))
            {
                context.Refuse($"{path}.rules[{index}]", $"'{context.Show($"{path}.rules[{index}]", rule)}' is no rule. {NearestWord.Hint(rule, RuleNames.All)}");
            }
        }
    }

    private static IEnumerable<string> Missing(NotifyConfig recipient)
    {
        (string Field, bool IsThere)[] needed = recipient.Kind switch
        {
            NotifyKind.File => [("path", !string.IsNullOrWhiteSpace(recipient.Path))],
            NotifyKind.Webhook => [("url", !string.IsNullOrWhiteSpace(recipient.Url))],
            _ =>
            [
                ("host", !string.IsNullOrWhiteSpace(recipient.Host)),
                ("from", IsMailbox(recipient.From)),
                ("to", recipient.To.Count > 0 && recipient.To.All(IsMailbox)),
            ],
        };
        return needed.Where(field => !field.IsThere).Select(field => field.Field);
    }

    private static bool IsMailbox(string? text) =>
        MimeKit.MailboxAddress.TryParse(text ?? "", out MimeKit.MailboxAddress? mailbox) && mailbox.Address.Contains('@', StringComparison.Ordinal);

    private static void CheckAddress(CheckContext context, string path, string? address)
    {
        bool isAddress = Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && (uri.Scheme == "http" || uri.Scheme == "https");
        if (address is not null && !isAddress)
        {
            context.Refuse(path, $"{path} is no address. Write it as http://host:port/path or https://host/path.");
        }
    }
}
