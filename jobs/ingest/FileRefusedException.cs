namespace Segmentation.Jobs.Ingest;

/// <summary>A whole file cannot be read: it is damaged, or is not what the mapping expects.</summary>
/// <param name="reason">Why, without personal values.</param>
/// <param name="cause">What the reading itself said.</param>
internal sealed class FileRefusedException(string reason, Exception? cause = null) : Exception(reason, cause);
