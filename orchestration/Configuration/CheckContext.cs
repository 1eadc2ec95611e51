using Segmentation.Jobs.Configuration;

namespace Segmentation.Batch.Configuration;

/// <summary>What a check works with: the configuration, where it is written, and where errors go.</summary>
internal sealed record CheckContext(SegmentationConfig Config, PathIndex Index, ConfigErrors Errors)
{
    /// <summary>Adds an error at a setting, unless that setting is already known to be wrong.</summary>
    public void Refuse(string path, string message)
    {
        if (!Errors.Touch(path))
        {
            Errors.Add(path, Index.FindNearest(path), message);
        }
    }

    /// <summary>Adds an error at the key of a setting: its name is what is wrong.</summary>
    public void RefuseName(string path, string message)
    {
        if (!Errors.Touch(path))
        {
            Errors.Add(path, Index.KeyOf(path), message);
        }
    }

    /// <summary>A value for a message: as the file writes it, never a resolved secret.</summary>
    public string Show(string path, object? value = null) => Index.Show(path, value);

    /// <summary>Refuses the first number that does not lie above the one before it.</summary>
    public void RefuseUnlessRising(string what, params (string Path, IComparable Value)[] numbers)
    {
        for (int i = 1; i < numbers.Length; i++)
        {
            if (numbers[i].Value.CompareTo(numbers[i - 1].Value) <= 0)
            {
                string number = Show(numbers[i].Path, numbers[i].Value);
                string before = Show(numbers[i - 1].Path, numbers[i - 1].Value);
                Refuse(numbers[i].Path, $"{what} must rise, and {numbers[i].Path} is {number} after {before}.");
                return;
            }
        }
    }
}
