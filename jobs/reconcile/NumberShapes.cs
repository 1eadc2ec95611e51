using System.Text.RegularExpressions;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Reconcile;

/// <summary>How the numbers of the warehouse's documents are built: which letters and signs, and where digits stand.</summary>
/// <param name="known">The shapes of the warehouse's numbers.</param>
/// <param name="hasLetters">Whether letters are told apart: INV-9 is not MJ-9. Where they are part of the count, as in
/// hexadecimal numbers, they are not.</param>
internal sealed partial class NumberShapes(IReadOnlySet<string> known, bool hasLetters)
{
    /// <summary>More shapes than this are no habit: the letters count, as digits do.</summary>
    private const int MostShapes = 1000;

    private const string WithLetters = "regexp_replace(document_id, '[0-9]+', '9', 'g')";

    /// <summary>Reads the shapes, if the ledger has a number that the warehouse has not.</summary>
    public static NumberShapes Read(DuckDbEngine engine)
    {
        long strange = engine.Scalar<long>("select count(*) from finance.documents_compared where amounts = 'ledger_only'", "numbers of the ledger alone");
        if (strange == 0)
        {
            return new NumberShapes(new HashSet<string>(), true);
        }

        HashSet<string> Shapes(string shape) => engine.Query(
            $"select distinct {shape} from finance.documents limit {MostShapes + 1}", "shapes of document numbers", row => row.GetString(0)).ToHashSet(StringComparer.Ordinal);
        HashSet<string> withLetters = Shapes(WithLetters);
        return withLetters.Count <= MostShapes
            ? new NumberShapes(withLetters, true)
            : new NumberShapes(Shapes($"regexp_replace({WithLetters}, '[A-Za-z0-9]+', 'A', 'g')"), false);
    }

    /// <summary>Whether the warehouse has documents with numbers of this kind.</summary>
    public bool IsLikeADocument(string number)
    {
        string shape = Digits().Replace(number, "9");
        return known.Contains(hasLetters ? shape : LettersAndDigits().Replace(shape, "A"));
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();

    [GeneratedRegex("[A-Za-z0-9]+")]
    private static partial Regex LettersAndDigits();
}
