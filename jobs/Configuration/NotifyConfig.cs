using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Segmentation.Jobs.Configuration;

/// <summary>Somebody who is told of incidents: a file, a mailbox or a web service.</summary>
public sealed record NotifyConfig
{
    [Description("How the message is brought.")]
    [Required]
    public NotifyKind Kind { get; init; }

    [Description("Least severity that is told.")]
    public Severity MinimumSeverity { get; init; } = Severity.Warning;

    [Description("Rules of which is told, such as feed_stopped. Default: all.")]
    public IReadOnlyList<string> Rules { get; init; } = [];

    [Description("0: told when an incident opens. 1 and more: told once it was escalated to this level.")]
    [Range(0, 9)]
    public int Level { get; init; }

    [Description("Seconds one attempt may take.")]
    [Range(1, 60)]
    public int TimeoutSeconds { get; init; } = 5;

    [Description("file: where messages are added, one JSON document a line. Relative to this file.")]
    public string? Path { get; init; }

    [Description("webhook: address that takes a JSON document by POST. The header Idempotency-Key names the message, so that a repeated one can be dropped.")]
    public string? Url { get; init; }

    [Description("webhook: further headers, such as Authorization: ${env:HOOK_TOKEN}.")]
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    [Description("smtp: mail server.")]
    public string? Host { get; init; }

    [Description("smtp: port.")]
    [Range(1, 65_535)]
    public int Port { get; init; } = 587;

    [Description("smtp: how the connection is secured.")]
    public MailSecurity Security { get; init; } = MailSecurity.Starttls;

    [Description("smtp: account. Default: none is needed.")]
    public string? User { get; init; }

    [Description("smtp: password, as ${env:NAME} or ${file:PATH}.")]
    public string? Password { get; init; }

    [Description("smtp: sender's address.")]
    public string? From { get; init; }

    [Description("smtp: recipients' addresses.")]
    public IReadOnlyList<string> To { get; init; } = [];
}

/// <summary>How a message is brought.</summary>
public enum NotifyKind
{
    File,
    Smtp,
    Webhook,
}

/// <summary>How a connection to a mail server is secured.</summary>
public enum MailSecurity
{
    /// <summary>The server must offer STARTTLS.</summary>
    Starttls,

    /// <summary>TLS from the first byte.</summary>
    Tls,

    /// <summary>Not at all: for a server on the same machine.</summary>
    None,
}

/// <summary>How bad an incident is.</summary>
public enum Severity
{
    Information,
    Warning,
    Critical,
}
