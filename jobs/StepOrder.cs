using Segmentation.Jobs.Configuration;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs;

/// <summary>Order and selection of steps by what they read and write.</summary>
public static class StepOrder
{
    /// <summary>Sorts steps so that each comes after every step that writes what it reads.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="givenSchemas">Schemas whose tables need no step.</param>
    /// <exception cref="TransformException">A table has no writer or two, or steps read each other in a circle.</exception>
    public static IReadOnlyList<PlanStep> Sort(IReadOnlyList<PlanStep> steps, IReadOnlyCollection<string> givenSchemas)
    {
        Dictionary<string, PlanStep> writers = Writers(steps);
        return DependencyOrder.Sort(
            steps,
            step => step.Name,
            step => step.Reads.Where(table => !givenSchemas.Contains(table.Split('.')[0])).Select(table => Writer(table, step).Name),
            (circle, step) => new TransformException(
                step.Transform?.Path ?? step.Name,
                $"Steps read each other in a circle: {string.Join(" reads ", circle)}. Nothing was run. Break the circle in one of these files."));

        PlanStep Writer(string table, PlanStep reader) =>
            writers.TryGetValue(table, out PlanStep? writer) ? writer : throw new TransformException(
                reader.Transform?.Path ?? reader.Name,
                $"{reader.Name} reads {table}, which no transform or job makes. Nothing was run. Nearest: {Nearest(table, writers.Keys)}.");
    }

    /// <summary>Picks steps by name with graph operators: <c>x</c> alone, <c>+x</c> with all it needs, <c>x+</c> with all that
    /// needs it, <c>tag:word</c> by tag; several, set apart by blanks or commas, are united. Whatever is picked, the tables
    /// it needs are picked too, since nothing is kept between runs.</summary>
    /// <exception cref="ArgumentException">Nothing has that name or tag.</exception>
    public static IReadOnlyList<PlanStep> Select(IReadOnlyList<PlanStep> ordered, string selection)
    {
        var picked = new HashSet<string>(StringComparer.Ordinal);
        foreach (string word in selection.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            string name = word.Trim('+');
            PlanStep[] named = [.. ordered.Where(step => Matches(step, name))];
            if (named.Length == 0)
            {
                throw new ArgumentException(
                    $"--select {word}: no step has this name or tag. Nearest: {Nearest(name, ordered.Select(step => step.Name))}. Nothing was run. 'segbatch plan --dry-run' lists all steps.");
            }

            picked.UnionWith(named.Select(step => step.Name));
            if (word.EndsWith('+'))
            {
                AddDownstream(ordered, picked, named);
            }
        }

        AddUpstream(ordered, picked);
        return [.. ordered.Where(step => picked.Contains(step.Name))];
    }

    private static bool Matches(PlanStep step, string name) =>
        step.Name == name
        || step.Name.EndsWith("." + name, StringComparison.Ordinal)
        || (name.StartsWith("tag:", StringComparison.Ordinal) && step.Transform?.Tags.Contains(name["tag:".Length..]) == true);

    private static void AddDownstream(IReadOnlyList<PlanStep> ordered, HashSet<string> picked, IEnumerable<PlanStep> start)
    {
        var tables = new HashSet<string>(start.SelectMany(step => step.Writes), StringComparer.Ordinal);
        foreach (PlanStep step in ordered.Where(step => step.Reads.Any(tables.Contains)))
        {
            picked.Add(step.Name);
            tables.UnionWith(step.Writes);
        }
    }

    private static void AddUpstream(IReadOnlyList<PlanStep> ordered, HashSet<string> picked)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal);
        foreach (PlanStep step in ordered.Reverse())
        {
            if (picked.Contains(step.Name) || step.Writes.Any(needed.Contains))
            {
                picked.Add(step.Name);
                needed.UnionWith(step.Reads);
            }
        }
    }

    private static Dictionary<string, PlanStep> Writers(IReadOnlyList<PlanStep> steps)
    {
        var writers = new Dictionary<string, PlanStep>(StringComparer.Ordinal);
        foreach (PlanStep step in steps)
        {
            foreach (string table in step.Writes)
            {
                if (!writers.TryAdd(table, step))
                {
                    throw new TransformException(table, $"{table} is written by {writers[table].Name} and by {step.Name}. Nothing was run. Keep one.");
                }
            }
        }

        return writers;
    }

    private static string Nearest(string word, IEnumerable<string> known) => NearestWord.Find(word, known) ?? "none";
}
