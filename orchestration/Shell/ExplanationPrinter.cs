using System.Globalization;
using Segmentation.Jobs.Explain;
using Spectre.Console;

namespace Segmentation.Batch.Shell;

/// <summary>Prints why a customer is in their segments.</summary>
internal static class ExplanationPrinter
{
    private const int BarLength = 20;

    public static void Print(Terminal terminal, CustomerExplanation customer, bool isJson)
    {
        if (isJson)
        {
            ResultPrinter.PrintJson(terminal, Document(customer));
            return;
        }

        string records = string.Join(", ", customer.Records.Select(record => $"{record.SourceSystem}:{record.SourceRecordId}"));
        terminal.Result.MarkupLineInterpolated($"[bold]{customer.CustomerId}[/]  [grey]{records}[/]");
        foreach (SchemeExplanation scheme in customer.Schemes)
        {
            terminal.Result.WriteLine();
            PrintScheme(terminal, scheme);
        }
    }

    private static void PrintScheme(Terminal terminal, SchemeExplanation scheme)
    {
        PublishedTag tag = scheme.Tag;
        terminal.Result.MarkupLineInterpolated($"[bold]{tag.Scheme}[/]: [bold blue]{tag.SegmentCode}[/] {tag.SegmentLabel}  [grey]as of {tag.SnapshotDate:yyyy-MM-dd}[/]");
        if (tag.SegmentDescription.Length > 0)
        {
            terminal.Result.MarkupLineInterpolated($"  {tag.SegmentDescription}");
        }

        string confidence = tag.Confidence is { } share ? string.Create(CultureInfo.InvariantCulture, $"  Confidence {share:0%}.") : "";
        string next = tag.NextSegmentCode is { } code ? $"  Next segment: {code}." : "";
        if (confidence.Length + next.Length > 0)
        {
            terminal.Result.WriteLine($"{confidence}{next}");
        }

        PrintHistory(terminal, scheme.History);
        PrintFeatures(terminal, scheme.Features);
        PrintDistances(terminal, scheme);
        foreach (string reason in scheme.Reasons)
        {
            terminal.Result.MarkupLineInterpolated($"  - {reason}");
        }
    }

    private static void PrintHistory(Terminal terminal, IReadOnlyList<MembershipStretch> history)
    {
        for (int place = 0; place < history.Count; place++)
        {
            MembershipStretch stretch = history[place];
            string why = place == history.Count - 1 ? "" : stretch.IsNewModel switch
            {
                true => "; another model or other cuts than the snapshot before, so these may have moved and not the customer",
                false => "; the same model as the snapshot before, so the customer's features moved",
                null => "",
            };
            terminal.Result.MarkupLineInterpolated(stretch.ToDate is { } ended
                ? (FormattableString)$"  [grey]before: {stretch.SegmentCode} {stretch.SegmentLabel}, {stretch.FromDate:yyyy-MM-dd} until {ended:yyyy-MM-dd}{why}[/]"
                : $"  since {stretch.FromDate:yyyy-MM-dd}{why}");
        }
    }

    private static void PrintFeatures(Terminal terminal, IReadOnlyList<FeaturePlace> features)
    {
        if (features.Count == 0)
        {
            return;
        }

        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns(new TableColumn("feature"), new TableColumn("value").RightAligned(), new TableColumn("among all customers"), new TableColumn("what it says"));
        foreach (FeaturePlace feature in features)
        {
            table.AddRow(Markup.Escape(feature.Feature), feature.Value is { } value ? Markup.Escape(value) : "[grey]missing[/]", Place(feature.Percentile), $"[grey]{Markup.Escape(feature.Description)}[/]");
        }

        terminal.Result.Write(table);
    }

    /// <summary>A line from lowest to highest, with a mark where the customer is.</summary>
    private static string Place(double? percentile)
    {
        if (percentile is not { } share)
        {
            return "";
        }

        int mark = (int)Math.Clamp(share * BarLength, 0, BarLength - 1);
        return string.Create(
            CultureInfo.InvariantCulture, $"[grey]{new string('─', mark)}[/][blue]●[/][grey]{new string('─', BarLength - 1 - mark)}[/] above {share:0%}");
    }

    private static void PrintDistances(Terminal terminal, SchemeExplanation scheme)
    {
        if (scheme.Distances.Count == 0)
        {
            return;
        }

        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns(new TableColumn("segment"), new TableColumn("label"), new TableColumn("distance").RightAligned());
        foreach (SegmentDistance segment in scheme.Distances)
        {
            table.AddRow(Markup.Escape(segment.SegmentCode), Markup.Escape(segment.SegmentLabel), segment.Distance.ToString("0.000", CultureInfo.InvariantCulture));
        }

        terminal.Result.Write(table);
    }

    private static object Document(CustomerExplanation customer) => new
    {
        customer_id = customer.CustomerId,
        records = customer.Records.Select(record => new { source_system = record.SourceSystem, source_record_id = record.SourceRecordId }),
        schemes = customer.Schemes.Select(scheme => new
        {
            scheme = scheme.Tag.Scheme,
            kind = scheme.Tag.Kind,
            snapshot_date = Day(scheme.Tag.SnapshotDate),
            segment_code = scheme.Tag.SegmentCode,
            segment_label = scheme.Tag.SegmentLabel,
            segment_description = scheme.Tag.SegmentDescription,
            state = scheme.Tag.State,
            score_detail = scheme.Tag.ScoreDetail,
            confidence = scheme.Tag.Confidence,
            next_segment_code = scheme.Tag.NextSegmentCode,
            model_version = scheme.Tag.ModelVersion,
            history = scheme.History.Select(stretch => new
            {
                segment_code = stretch.SegmentCode,
                segment_label = stretch.SegmentLabel,
                from_date = Day(stretch.FromDate),
                to_date = stretch.ToDate is { } ended ? Day(ended) : null,
                is_new_model = stretch.IsNewModel,
            }),
            features = scheme.Features.Select(feature => new { feature = feature.Feature, value = feature.Value, number = feature.Number, percentile = feature.Percentile }),
            distances = scheme.Distances.Select(segment => new { segment_code = segment.SegmentCode, segment_label = segment.SegmentLabel, distance = segment.Distance }),
            reasons = scheme.Reasons,
        }),
    };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
