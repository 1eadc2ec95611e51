using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Fit;
using Segmentation.Jobs.Run;

namespace Segmentation.Jobs.Score;

/// <summary>One segment as the scheme defines it tonight.</summary>
public sealed record SegmentDefinition(string Code, string Label, string Description, string? Parent);

/// <summary>What scoring one scheme gave.</summary>
/// <param name="Model">The model that was used.</param>
/// <param name="IsNewFit">Whether it was fitted tonight.</param>
/// <param name="Segments">The segments it can give, in order.</param>
/// <param name="Summary">One line for people.</param>
public sealed record SchemeOutcome(FittedModel Model, bool IsNewFit, IReadOnlyList<SegmentDefinition> Segments, string Summary)
{
    /// <summary>Why tonight's fit may not be published; null when it may.</summary>
    public string? Refusal { get; init; }

    /// <summary>What was measured of the model tonight, beside what was measured at its fit.</summary>
    public IReadOnlyList<EvidenceRow> Tonight { get; init; } = [];

    /// <summary>What somebody should look at; null when all is as it should be.</summary>
    public string? Warning { get; init; }
}

/// <summary>Scores one scheme: writes every customer's row of scores.segment_assignments.</summary>
internal interface ISchemeScorer
{
    SchemeOutcome Score(SchemeRun scheme, CancellationToken cancellationToken);
}

/// <summary>One scheme in one run.</summary>
/// <param name="Name">The scheme's name.</param>
/// <param name="Config">Its definition.</param>
/// <param name="Context">The run.</param>
internal sealed record SchemeRun(string Name, SchemeConfig Config, JobContext Context)
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Hash of everything that defines the scheme: its configuration, and the metrics and features it names.</summary>
    public string DefinitionHash => HashOf(Name, Config, Context.Run.Config);

    /// <summary>The definition hash of a scheme of a company's configuration.</summary>
    public static string HashOf(string name, SchemeConfig scheme, SegmentationConfig config)
    {
        string definition = JsonSerializer.Serialize(scheme, Json);
        IEnumerable<string> named =
            config.Metrics.Where(metric => definition.Contains(metric.Key, StringComparison.Ordinal))
                .Select(metric => $"{metric.Key}={metric.Value.Sql}")
            .Concat(config.Features.Where(feature => definition.Contains(feature.Key, StringComparison.Ordinal))
                .Select(feature => $"{feature.Key}={feature.Value.Sql}"))
            .Order(StringComparer.Ordinal);
        return Hash($"{name}\n{definition}\n{string.Join('\n', named)}");
    }

    /// <summary>The clustering of a scheme that makes the features it clusters, such as factors; it is not in the configuration.</summary>
    public ClusterConfig? Fitting { get; init; }

    /// <summary>The fit of a scheme that finds its segments.</summary>
    public ClusterConfig Clusters => Fitting ?? Config.Clusters() ?? throw new InvalidOperationException($"Scheme {Name} of kind {Config.Kind} finds no clusters.");

    /// <summary>Where the fit is configured.</summary>
    public string ClustersPath => $"schemes.{Name}.{Config.Kind.Word()}";

    /// <summary>The model that was asked for by name, or the newest of this definition that may score tonight; null when there is none,
    /// or all is made anew.</summary>
    /// <exception cref="RunRefusedException">The model asked for cannot score this scheme.</exception>
    public FittedModel? KeptModel() =>
        PinnedVersion is { } version ? Pinned(version)
        : Context.IsFullRefresh ? null
        : Context.Ledger.FindModel(Name, DefinitionHash, Context.Run.SnapshotDate);

    /// <summary>Whether a model was fitted on tonight's snapshot: then the night is run again.</summary>
    public bool IsOfTonight(FittedModel kept) => kept.SnapshotDate == Context.Run.SnapshotDate;

    /// <summary>Whether a model is due for a new fit. A night that is run again scores with the model it fitted, whatever
    /// <paramref name="refitDays"/> says.</summary>
    public bool IsTooOld(FittedModel kept, int refitDays) =>
        PinnedVersion is null && !IsOfTonight(kept) && kept.SnapshotDate.AddDays(refitDays) <= Context.Run.SnapshotDate;

    /// <summary>Names a model by what it is: the same definition and parameters are the same model.</summary>
    public FittedModel Model(string body)
    {
        string kind = Config.Kind.Word();
        string definitionHash = DefinitionHash;
        return new FittedModel(
            $"{Name}-{Hash($"{definitionHash}\n{body}")[..10]}", Name, kind, Context.Run.SnapshotDate, definitionHash, body);
    }

    /// <summary>Labels and parents from configuration where given, otherwise the built-in ones.</summary>
    public IReadOnlyList<SegmentDefinition> Named(IEnumerable<SegmentDefinition> builtIn) =>
        [.. builtIn.Select(segment => Config.Segments.FirstOrDefault(given => given.Code == segment.Code) is { } given
            ? new SegmentDefinition(given.Code, given.Label, given.Description.Length > 0 ? given.Description : segment.Description, given.Parent)
            : segment)];

    private string? PinnedVersion => Context.Models?.GetValueOrDefault(Name);

    private FittedModel Pinned(string version) => Context.Ledger.FindModel(version) switch
    {
        null => throw new RunRefusedException($"There is no model {version}. The published tables are unchanged. 'segbatch status --as-of' shows which model each publication was scored with."),
        { IsRefused: true } => throw new RunRefusedException($"Model {version} was refused by its gates, and no night uses it. The published tables are unchanged. Name another with --model."),
        var model when model.DefinitionHash != DefinitionHash => throw new RunRefusedException(
            $"Model {version} was fitted for another definition of scheme {Name}: its segments are not those that segmentation.yml defines now. The published tables are unchanged. Put the definition back as it was, or name another model."),
        var model => model,
    };

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
