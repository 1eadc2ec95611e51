using System.Reflection;

namespace Segmentation.Batch.Configuration;

/// <summary>What may be written at one place of the file. The loader and the JSON Schema are both made from it.</summary>
internal abstract record Shape
{
    /// <summary>The shape in a sentence about what is allowed.</summary>
    public abstract string Expected { get; }
}

/// <summary>A record: named fields, nothing else.</summary>
/// <remarks>A record of one text may be written as that text: <c>email</c> for <c>{on: email}</c>.</remarks>
internal sealed record RecordShape(string Name, Type Type, IReadOnlyList<Field> Fields) : Shape
{
    public Field? Shorthand => Fields is [{ Shape: ScalarShape { Kind: ScalarKind.Text } } only] ? only : null;

    public override string Expected =>
        Shorthand is { } only ? $"text, or a mapping with {only.Name}"
            : $"a mapping with {string.Join(", ", Fields.Select(known => known.Name))}";
}

/// <summary>A mapping whose keys are names the writer chooses.</summary>
/// <param name="Item">What a key holds.</param>
internal sealed record MapShape(Shape Item) : Shape
{
    /// <summary>The only keys allowed, when they come from the source contract rather than from the writer.</summary>
    public IReadOnlyList<KnownKey>? KnownKeys { get; init; }

    /// <summary>What a key is called in messages.</summary>
    public string KeyNoun { get; init; } = "name";

    public override string Expected => KnownKeys is null ? "a mapping from names to values"
        : $"a mapping with {string.Join(", ", KnownKeys.Select(known => known.Name))}";
}

/// <summary>A key of a mapping that the source contract knows, and what it holds.</summary>
internal sealed record KnownKey(string Name, string Description, Shape Shape);

/// <summary>A list.</summary>
/// <remarks>A list of text may be written as a single text.</remarks>
internal sealed record ListShape(Shape Item) : Shape
{
    public bool TakesScalar => Item is ScalarShape { Kind: ScalarKind.Text } or RecordShape { Shorthand: not null };

    public override string Expected =>
        Item is ScalarShape { Kind: ScalarKind.Text } ? "text or a list of text" : "a list";
}

/// <summary>A single value.</summary>
/// <param name="Kind">What is written.</param>
/// <param name="Type">The .NET type it becomes.</param>
/// <param name="Words">The only words allowed, for <see cref="ScalarKind.Word"/>, with the values they stand for.</param>
internal sealed record ScalarShape(ScalarKind Kind, Type Type, IReadOnlyList<(string Word, object Value)> Words) : Shape
{
    public override string Expected => Kind switch
    {
        ScalarKind.Text => "text",
        ScalarKind.Word => $"one of {string.Join(", ", Words.Select(word => word.Word))}",
        ScalarKind.Boolean => "true or false",
        ScalarKind.WholeNumber => "a whole number",
        _ => "a number",
    };
}

/// <summary>What a single value is written as.</summary>
internal enum ScalarKind
{
    Text,
    Word,
    Boolean,
    WholeNumber,
    Number,
}

/// <summary>One field of a record: its name in the file, and its limits.</summary>
internal sealed record Field(PropertyInfo Property, string Name, string Description, Shape Shape, FieldLimits Limits);

/// <summary>The limits its attributes set on a field.</summary>
/// <param name="IsRequired">The key must be there and hold something.</param>
/// <param name="Least">Least number allowed.</param>
/// <param name="Most">Largest number allowed.</param>
/// <param name="Pattern">Regular expression the whole text must match.</param>
/// <param name="FewestItems">Fewest items of a list.</param>
/// <param name="MostItems">Most items of a list.</param>
internal sealed record FieldLimits(
    bool IsRequired, decimal? Least, decimal? Most, string? Pattern, int? FewestItems, int? MostItems)
{
    /// <summary>The range as an addition to what is expected: <c> from 1 to 4096</c>.</summary>
    public string RangeText => Least is null ? "" : $" from {Least} to {Most}";
}
