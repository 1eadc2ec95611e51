namespace Segmentation.Sql.Engine;

/// <summary>A column of a table or view.</summary>
/// <param name="Name">As the table spells it.</param>
/// <param name="Type">As the engine spells it.</param>
public sealed record EngineColumn(string Name, string Type);
