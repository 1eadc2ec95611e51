using Quartz;

namespace Segmentation.Batch.Schedule;

/// <summary>What a firing of Quartz does, as a service to <see cref="NightJob"/>.</summary>
/// <param name="DoNext">Runs the oldest due night, if there is one.</param>
internal sealed record NightWork(Action DoNext);

/// <summary>The one job of the scheduler: it starts the same night that the command line does.</summary>
/// <remarks>Quartz runs it once at a time in the whole cluster. It says only when; what is due is worked out from the ledger, so a
/// firing that is lost or comes twice changes nothing.</remarks>
[DisallowConcurrentExecution]
internal sealed class NightJob(NightWork work) : IJob
{
    /// <summary>Its key in the store.</summary>
    public static readonly JobKey Key = new("nights", "segbatch");

    /// <summary>The key of its trigger: the next time there is something to do.</summary>
    public static readonly TriggerKey Next = new("next", "segbatch");

    /// <inheritdoc/>
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        work.DoNext();
        return ValueTask.CompletedTask;
    }
}
