namespace Segmentation.Jobs.Demo;

/// <summary>The company's configuration: <c>segmentation.yml</c>.</summary>
public sealed class ConfigPart : IDemoPart
{
    public const string FileName = "segmentation.yml";

    public void Write(DemoWorld world, DemoFolder folder, CancellationToken cancellationToken) =>
        folder.WriteText(FileName, ConfigSources.Text + "\n" + ConfigSchemes.Text);
}
