using Segmentation.Sql.Engine.Spark.Protocol;
using Literal = Segmentation.Sql.Engine.Spark.Protocol.Expression.Types.Literal;
using MlFetch = Segmentation.Sql.Engine.Spark.Protocol.Fetch;
using OperatorType = Segmentation.Sql.Engine.Spark.Protocol.MlOperator.Types.OperatorType;

namespace Segmentation.Sql.Engine.Spark;

/// <summary>A model that a session keeps on the server.</summary>
/// <param name="Id">The server's name for it.</param>
/// <param name="Class">Spark's class of the model.</param>
/// <param name="Warning">What Spark had to say about the fit, if anything.</param>
public sealed record SparkModel(string Id, string Class, string? Warning)
{
    internal ObjectRef Reference => new() { Id = Id };
}

/// <summary>How clusters are fitted.</summary>
public sealed record SparkClusteringOptions
{
    /// <summary>The vector column.</summary>
    public string Features { get; init; } = "features";

    /// <summary>How many clusters.</summary>
    public required int ClusterCount { get; init; }

    /// <summary>The seed. The answer depends on it and on how the rows are partitioned.</summary>
    public required long Seed { get; init; }

    /// <summary>Iterations at most.</summary>
    public int MaxIterations { get; init; } = 100;

    /// <summary>The largest move of a centre that counts as none. Bisecting k-means has no such test.</summary>
    public double Tolerance { get; init; } = 1e-4;
}

/// <summary>Spark's own machine learning on all rows: the executors compute, and only models' numbers come here.</summary>
public sealed class SparkMl(SparkSession session)
{
    private const string Package = "org.apache.spark.ml.";

    /// <summary>The rows with their columns put side by side in one vector column.</summary>
    /// <remarks>Costs nothing until it is used. A row with a null is an error then.</remarks>
    public static SparkRelation Assemble(SparkRelation rows, IReadOnlyList<string> columns, string output) =>
        rows.Through(new MlRelation.Types.Transform
        {
            Transformer = Operator("feature.VectorAssembler", OperatorType.Transformer),
            Params = Params(("inputCols", columns), ("outputCol", output)),
        });

    /// <summary>The rows with what a model adds to each: a scaled vector, a cluster.</summary>
    public static SparkRelation Apply(SparkModel model, SparkRelation rows) =>
        rows.Through(new MlRelation.Types.Transform { ObjRef = model.Reference, Params = new MlParams() });

    /// <summary>Fits a scaling to mean 0 and standard deviation 1 (sample).</summary>
    public Task<SparkModel> FitScalerAsync(SparkRelation rows, string input, string output, CancellationToken cancellationToken = default) =>
        FitAsync(
            "feature.StandardScaler",
            "feature.StandardScalerModel",
            rows,
            Params(("inputCol", input), ("outputCol", output), ("withMean", true), ("withStd", true)),
            cancellationToken);

    /// <summary>Fits k-means, seeded by k-means||.</summary>
    public Task<SparkModel> FitKMeansAsync(SparkRelation rows, SparkClusteringOptions options, CancellationToken cancellationToken = default)
    {
        MlParams parameters = Clustering(options);
        parameters.Params.Add("tol", SparkLiterals.From(options.Tolerance));
        return FitAsync("clustering.KMeans", "clustering.KMeansModel", rows, parameters, cancellationToken);
    }

    /// <summary>Fits bisecting k-means.</summary>
    public Task<SparkModel> FitBisectingKMeansAsync(
        SparkRelation rows, SparkClusteringOptions options, CancellationToken cancellationToken = default) =>
        FitAsync("clustering.BisectingKMeans", "clustering.BisectingKMeansModel", rows, Clustering(options), cancellationToken);

    /// <summary>The centres of clusters, one row each, in Spark's order, which means nothing.</summary>
    public async Task<double[][]> CentersAsync(SparkModel model, CancellationToken cancellationToken = default) =>
        Rows(await FetchAsync(model, cancellationToken, "clusterCenterMatrix"));

    /// <summary>The sum of squared distances to the nearest centre, as the fit ended.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">The rows it was fitted to: a server that has put the model aside computes the cost anew.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<double> CostAsync(SparkModel model, SparkRelation rows, CancellationToken cancellationToken = default)
    {
        try
        {
            return (await FetchAsync(model, cancellationToken, "summary", "trainingCost")).Double;
        }
        catch (SparkException error) when (error.ErrorClass.Contains("MODEL_SUMMARY_LOST", StringComparison.Ordinal))
        {
            await RunAsync(new MlCommand { CreateSummary = new() { ModelRef = model.Reference, Dataset = rows.Message } }, "summary of a model", cancellationToken);
            return (await FetchAsync(model, cancellationToken, "summary", "trainingCost")).Double;
        }
    }

    /// <summary>The mean silhouette (squared Euclidean) of rows that have a cluster.</summary>
    public async Task<double> SilhouetteAsync(
        SparkRelation rows, string features = "features", string prediction = "prediction", CancellationToken cancellationToken = default)
    {
        MlCommandResult result = await RunAsync(
            new MlCommand
            {
                Evaluate = new()
                {
                    Evaluator = Operator("evaluation.ClusteringEvaluator", OperatorType.Evaluator),
                    Params = Params(("featuresCol", features), ("predictionCol", prediction)),
                    Dataset = rows.Message,
                },
            },
            "silhouette",
            cancellationToken);
        return result.Param.Double;
    }

    /// <summary>Writes a model into a folder, as the server sees it. What is there is replaced.</summary>
    public Task SaveAsync(SparkModel model, string path, CancellationToken cancellationToken = default) =>
        RunCommandAsync(
            new MlCommand { Write = new() { ObjRef = model.Reference, Params = new MlParams(), Path = path, ShouldOverwrite = true } },
            "saving a model",
            cancellationToken);

    /// <summary>Reads a model that was saved.</summary>
    /// <param name="modelClass">Its <see cref="SparkModel.Class"/>.</param>
    /// <param name="path">The folder.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<SparkModel> LoadAsync(string modelClass, string path, CancellationToken cancellationToken = default)
    {
        MlCommandResult result = await RunAsync(
            new MlCommand { Read = new() { Operator = Named(modelClass, OperatorType.Model), Path = path } }, "loading a model", cancellationToken);
        return Model(result, modelClass);
    }

    /// <summary>Drops models from the server's memory.</summary>
    public Task DeleteAsync(IEnumerable<SparkModel> models, CancellationToken cancellationToken = default) =>
        RunCommandAsync(
            new MlCommand { Delete = new() { ObjRefs = { models.Select(model => model.Reference) } } }, "deleting models", cancellationToken);

    private static MlParams Clustering(SparkClusteringOptions options) => Params(
        ("featuresCol", options.Features), ("k", options.ClusterCount), ("seed", options.Seed), ("maxIter", options.MaxIterations));

    private async Task<SparkModel> FitAsync(
        string estimator, string model, SparkRelation rows, MlParams parameters, CancellationToken cancellationToken)
    {
        MlCommandResult result = await RunAsync(
            new MlCommand
            {
                Fit = new() { Estimator = Operator(estimator, OperatorType.Estimator), Params = parameters, Dataset = rows.Message },
            },
            $"fitting {estimator.Split('.')[1]}",
            cancellationToken);
        return Model(result, Package + model);
    }

    private async Task<Literal> FetchAsync(SparkModel model, CancellationToken cancellationToken, params string[] methods)
    {
        var fetch = new MlFetch { ObjRef = model.Reference };
        fetch.Methods.AddRange(methods.Select(method => new MlFetch.Types.Method { Method_ = method }));
        return (await RunAsync(new MlCommand { Fetch = fetch }, $"{string.Join('.', methods)} of a model", cancellationToken)).Param;
    }

    private async Task<MlCommandResult> RunAsync(MlCommand command, string subject, CancellationToken cancellationToken) =>
        await RunCommandAsync(command, subject, cancellationToken)
            ?? throw new InvalidOperationException($"{subject}: Spark ended without a result. Its version may differ from what this program knows.");

    private async Task<MlCommandResult?> RunCommandAsync(MlCommand command, string subject, CancellationToken cancellationToken) =>
        (await session.RunAsync(new Command { MlCommand = command }, subject, cancellationToken)).Ml;

    private static SparkModel Model(MlCommandResult result, string modelClass) => new(
        result.OperatorInfo.ObjRef.Id, modelClass, result.OperatorInfo.HasWarningMessage ? result.OperatorInfo.WarningMessage : null);

    private static MlOperator Operator(string name, OperatorType type) => Named(Package + name, type);

    private static MlOperator Named(string fullName, OperatorType type) => new()
    {
        Name = fullName,
        Uid = $"{fullName.Split('.')[^1]}_{SparkCalls.NewId()}",
        Type = type,
    };

    private static MlParams Params(params (string Name, object Value)[] values)
    {
        var parameters = new MlParams();
        foreach ((string name, object value) in values)
        {
            parameters.Params.Add(name, SparkLiterals.From(value));
        }

        return parameters;
    }

    /// <summary>Reads a dense matrix: type, rows, columns, two empty places, the values, whether they lie row by row.</summary>
    private static double[][] Rows(Literal literal)
    {
        Google.Protobuf.Collections.RepeatedField<Literal> parts = literal.Struct.Elements;
        (int rows, int columns, bool isRowMajor) = (parts[1].Integer, parts[2].Integer, parts[6].Boolean);
        double[] values = [.. ((object?[])SparkLiterals.ValueOf(parts[5])!).Select(value => (double)value!)];
        return [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, columns)
            .Select(column => isRowMajor ? values[row * columns + column] : values[column * rows + row]).ToArray())];
    }
}
