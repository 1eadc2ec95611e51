using System.Text;

namespace Segmentation.Jobs.Report;

/// <summary>The words of the page, for who did not build the model.</summary>
internal static class GlossaryPart
{
    public const string Title = "Glossary";

    private static readonly (string Term, string Meaning)[] Terms =
    [
        ("Segment, cluster", "A cluster is what the algorithm found, numbered anew at every fit. A segment is what the business calls it; its code goes on from fit to fit while customers agree."),
        ("State", "Where customers stand whom the model does not score: no consent, no orders yet, too new. They are counted, never guessed."),
        ("Gate", "A question that a fit must answer before it may be trusted: are segments apart, large enough, different by more than noise, and found again."),
        ("Silhouette", "How much nearer customers are to their own segment than to the next nearest: 1 far apart, 0 on the border, below 0 in the wrong one. From a sample of customers."),
        ("Simplified silhouette", "The same to the middles of segments, of all customers. It is kinder than the silhouette and never compared with it."),
        ("Jaccard", "Customers in both of two groups over customers in either: 1 the same, 0 nobody shared."),
        ("Bootstrap", "The fit is repeated on customers drawn with replacement. Below 0.5 a segment dissolves, from 0.75 it is stable, from 0.85 highly stable (Hennig, 2007)."),
        ("Adjusted Rand index", "Agreement of two segmentations of the same customers: 1 the same, 0 no more than chance."),
        ("Effect: Cohen's d, Cliff's delta", "How far a segment is from the others in a feature. Delta runs from -1, all lower, to 1, all higher; d counts standard deviations and is put on the same scale for the colour."),
        ("Fidelity", "Share of customers, held out, to whom the rules give the segment that the model gives."),
        ("Ward's tree", "Customers joined step by step, each time the two branches whose union adds least spread. The height says how much."),
        ("R squared, AUC, McFadden", "How well something foretells: spend explained; chance of ranking a leaver above a stayer; uncertainty of churn removed."),
        ("Snapshot date", "The day the data is as of: everything strictly before it is known, nothing after it."),
    ];

    public static ReportSection Of()
    {
        var html = new StringBuilder("<dl class=\"glossary\">\n");
        foreach ((string term, string meaning) in Terms)
        {
            html.Append($"<dt>{Html.Text(term)}</dt><dd>{Html.Text(meaning)}</dd>\n");
        }

        return new ReportSection(Title, html.Append("</dl>\n").ToString());
    }
}
