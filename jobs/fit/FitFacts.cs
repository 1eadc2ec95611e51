using Segmentation.Jobs.Score;
using Segmentation.Models.Clustering;
using Segmentation.Models.Matching;
using Segmentation.Models.Selection;

namespace Segmentation.Jobs.Fit;

/// <summary>What customers are like tonight, as a fit sees them. Customers in order of id.</summary>
/// <param name="Columns">One array per feature of the scheme, in its own unit; NaN is missing.</param>
/// <param name="Spend">Net spend of each customer, in the reporting currency.</param>
internal sealed record ClusterData(double[][] Columns, double[] Spend)
{
    public int RowCount => Spend.Length;
}

/// <summary>A fit and all that may be said of it: what every chapter of the evidence is made from.</summary>
internal sealed record FitFacts
{
    public required SchemeRun Scheme { get; init; }

    public required ClusterData Data { get; init; }

    /// <summary>Scaled features, row-major: what was fitted.</summary>
    public required float[] Rows { get; init; }

    public required FittedCut Cut { get; init; }

    /// <summary>The model, with the codes its clusters got.</summary>
    public required ClusterModel Model { get; init; }

    /// <summary>How the number of clusters was found; null when it was given.</summary>
    public ClusterCountDecision? Choice { get; init; }

    /// <summary>The segments that tonight's customers had before; null on the first fit.</summary>
    public EarlierSegments? Before { get; init; }

    /// <summary>What became of the codes of the model before; null on the first fit.</summary>
    public SegmentMatching? Matching { get; init; }

    public int ColumnCount => Data.Columns.Length;

    public int ThreadCount => Scheme.Context.Run.Config.Engine.Threads;

    /// <summary>How features are brought to scale, as the configuration says.</summary>
    public required IReadOnlyList<FeatureScalingOptions> ScalingOptions { get; init; }

    /// <summary>Which customers were fitted.</summary>
    public string Whom { get; init; } = "who could be scored; others have a state of their own";

    /// <summary>Segment code of a cluster of the new fit.</summary>
    public string CodeOf(int cluster) => Model.Codes[cluster];
}
