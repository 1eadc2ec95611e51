using BenchmarkDotNet.Running;
using Segmentation.Benchmarks.Models;

return args switch
{
    ["kmeans", .. string[] options] => KMeansServer.Run(options),
    _ => RunMicroBenchmarks(args),
};

static int RunMicroBenchmarks(string[] args)
{
    BenchmarkSwitcher.FromAssembly(typeof(KMeansServer).Assembly).Run(args);
    return 0;
}
