using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Quartz;

namespace Segmentation.Batch.Schedule;

/// <summary>Where Quartz keeps its triggers: the ledger's own database, tables QRTZ_*.</summary>
/// <param name="IsPostgres">PostgreSQL, where schedulers form a cluster; otherwise SQLite, for one scheduler at a time.</param>
/// <param name="ConnectionString">How to reach it; may hold a password, so it is never shown.</param>
public sealed record QuartzStore(bool IsPostgres, string ConnectionString)
{
    /// <summary>A trigger later than this has misfired. Its policy is to fire at once: what is due stays due.</summary>
    private static readonly TimeSpan MisfireThreshold = TimeSpan.FromMinutes(1);

    /// <summary>Builds a scheduler over the store. It has one thread: nights never overlap.</summary>
    /// <param name="service">The service's name, unique in the cluster.</param>
    /// <param name="checkIn">How often it says that it lives; it is taken for dead when it has not for twice as long.</param>
    /// <param name="work">What the job does.</param>
    internal ValueTask<IScheduler> BuildAsync(string service, TimeSpan checkIn, NightWork work) => QuartzSchedulerBuilder.Create(quartz =>
    {
        quartz.ConfigureScheduler(options =>
        {
            options.InstanceName = "segbatch";
            options.InstanceId = service;
            options.IdleWaitTime = TimeSpan.FromSeconds(5);
        });
        quartz.UseDefaultThreadPool(1);
        quartz.Services.AddSingleton(work);
        quartz.UsePersistentStore(store =>
        {
            store.ConfigureStore(options =>
            {
                options.TablePrefix = "QRTZ_";
                options.StoreJobDataAsStrings = true;
                options.MisfireThreshold = MisfireThreshold;
                options.DbRetryInterval = TimeSpan.FromSeconds(2);
            });
            store.UseSystemTextJsonSerializer();
            if (IsPostgres)
            {
                store.UsePostgres(NpgsqlFactory.Instance, ConnectionString);
                store.UseClustering(options =>
                {
                    options.CheckinInterval = checkIn;
                    options.CheckinMisfireThreshold = checkIn;
                });
            }
            else
            {
                store.UseSqlite(SqliteFactory.Instance, ConnectionString);
            }
        });
    }).BuildScheduler();
}
