using BenchmarkDotNet.Running;
using Segmentation.Benchmarks.Models;
using Segmentation.Benchmarks.Night;
using Segmentation.Benchmarks.Publish;
using Segmentation.Benchmarks.Reconcile;
using Segmentation.Benchmarks.Source;

#pragma warning disable RS0030 // A benchmark is a program of its own: it prints its figures.
TextWriter output = Console.Out;
#pragma warning restore RS0030

return args switch
{
    ["night", .. string[] options] => NightBenchmark.Run(options, output),
    ["night-reference", .. string[] options] => NightReference.Run(options, output),
    ["publish", .. string[] options] => PublishBenchmark.Run(options, output),
    ["reconcile", .. string[] options] => ReconcileBenchmark.Run(options, output),
    ["reconcile-side", .. string[] options] => ReconcileSide.Run(options, output),
    ["source", .. string[] options] => SourceBenchmark.Run(options, output),
    ["kmeans", .. string[] options] => KMeansServer.Run(options),
    _ => RunMicroBenchmarks(args),
};

static int RunMicroBenchmarks(string[] args)
{
    BenchmarkSwitcher.FromAssembly(typeof(NightBenchmark).Assembly).Run(args);
    return 0;
}
