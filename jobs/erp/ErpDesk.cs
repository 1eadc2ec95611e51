using Segmentation.Jobs.Configuration;
using Segmentation.Jobs.Run;
using Segmentation.Sql.Engine;

namespace Segmentation.Jobs.Erp;

/// <summary>Tells the ERP what readers see: the difference between what it was sent last and what is live.</summary>
/// <remarks>
/// <para>The difference alone decides, so it does not matter what was missed: a program that died, frozen days, a rollback and rejected
/// rows all lead to one delta that makes it good, with the next number. When there is no difference there is no file.</para>
/// <para>A delta is decided in the ledger once its rows are on the disk; its files are made from those rows, by whoever comes
/// next if need be. The caller holds the warehouse.</para>
/// </remarks>
public sealed class ErpDesk(
    SegmentationConfig config, ProjectFolders folders, ILedger ledger, TransformCatalog catalog, TimeProvider clock, string actor)
{
    /// <summary>Periods that are signed by their preparer and not yet by their reviewer: while there are any, codes are frozen.</summary>
    public Func<IReadOnlyList<string>> OpenClosings { get; init; } = () => [];

    /// <summary>Makes good what a program left undone that died after a promotion. What is merely due goes with the night's own delta.</summary>
    /// <param name="liveRunId">The publication that readers see.</param>
    /// <returns>What was sent now.</returns>
    public IReadOnlyList<ErpOutcome> MakeGood(string? liveRunId)
    {
        if (!HasCategories())
        {
            return [];
        }

        bool isSettled = NewestPromotion() <= ledger.ErpSettledPromotion();
        if (isSettled && ledger.ErpDeliveries().All(delivery => delivery.WrittenAt is not null))
        {
            return [];
        }

        return [.. SettlePromoted(liveRunId).Where(outcome => outcome.Fate is ErpFate.Sent or ErpFate.Completed)];
    }

    /// <summary>Sends what is due, and says what could not be sent instead of failing: readers see the publication already.</summary>
    /// <param name="liveRunId">The publication that readers see.</param>
    public IReadOnlyList<ErpOutcome> SettlePromoted(string? liveRunId)
    {
        try
        {
            return Settle(liveRunId, CancellationToken.None);
        }
        catch (Exception error) when (error is RunRefusedException or EngineException or IOException or UnauthorizedAccessException)
        {
            string reason = error is RunRefusedException ? error.Message : $"{error.Message} Free disk space or grant access.";
            return [new ErpOutcome("", ErpFate.Refused, $"The ERP could not be told of what is live: {reason} The next run, or 'segbatch export erp', makes it good.")];
        }
    }

    /// <summary>Finishes deltas that were decided and not written, and makes those that are due.</summary>
    /// <param name="liveRunId">The publication that readers see; null for none.</param>
    /// <param name="cancellationToken">Between deltas, cancelling leaves the rest to the next call.</param>
    /// <returns>What became of each category.</returns>
    /// <exception cref="RunRefusedException">What was sent before cannot be read, or the live publication cannot.</exception>
    public IReadOnlyList<ErpOutcome> Settle(string? liveRunId, CancellationToken cancellationToken)
    {
        Publication? live = !HasCategories() || liveRunId is null
            ? null
            : ledger.Publications(int.MaxValue).FirstOrDefault(publication => publication.RunId == liveRunId);
        if (live is null)
        {
            return [];
        }

        List<ErpOutcome> outcomes = WithEngine(engine => Settle(engine, live, ledger.ErpDeliveries(), cancellationToken));
        ledger.RecordErpSettled(NewestPromotion(), clock.GetUtcNow());
        return outcomes;
    }

    /// <summary>Writes files of a delta again, byte for byte.</summary>
    /// <returns>Their paths.</returns>
    public IReadOnlyList<string> WriteAgain(ErpDelivery delivery, string folder, IReadOnlyList<string> formats) =>
        WithEngine(engine => ErpFiles.Write(engine, delivery, folders, folder, formats));

    /// <summary>The customer numbers of a delta.</summary>
    internal HashSet<(string SourceSystem, string Number)> NumbersOf(ErpDelivery delivery) => WithEngine(engine =>
    {
        HashSet<(string, string)> numbers = [];
        ErpSentRows.Read(engine, ErpSentRows.Verified(delivery, folders), row => numbers.Add((row.SourceSystem, row.SourceRecordId)));
        return numbers;
    });

    private List<ErpOutcome> Settle(
        DuckDbEngine engine, Publication live, IReadOnlyList<ErpDelivery> deliveries, CancellationToken cancellationToken)
    {
        List<ErpOutcome> outcomes = [.. deliveries.Where(delivery => delivery.WrittenAt is null).Select(delivery => Complete(engine, delivery))];
        if (!ErpComparison.Run(engine, live, config.Erp, ledger, folders, catalog, cancellationToken))
        {
            outcomes.Add(new ErpOutcome("", ErpFate.Refused,
                $"The ERP was told nothing: run {live.RunId}, which is live, was published by an older program and has no classes for it. The next night has."));
            return outcomes;
        }

        string? frozen = ErpFreeze.FreezeReason(
            config.Erp, DateOnly.FromDateTime(clock.GetLocalNow().DateTime), live.SnapshotDate, OpenClosings());
        foreach (ErpCategoryConfig category in config.Erp.Categories.Values.OrderBy(category => category.Category, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var layout = new ErpLayout(config.Company, category.SourceWidth, ErpLimits.NumberWidth(category), ErpLimits.CodeLength(category));
            outcomes.Add(Settle(engine, live, category.Category, layout, frozen, ErpTables.NextSequenceNumber(deliveries, category.Category)));
        }

        foreach (ErpDelivery last in ErpTables.Removed(config.Erp, deliveries))
        {
            cancellationToken.ThrowIfCancellationRequested();
            ErpOutcome outcome = Settle(engine, live, last.Category, last.Layout with { Company = config.Company }, frozen, last.SequenceNumber + 1);
            if (outcome.Fate != ErpFate.Unchanged)
            {
                outcomes.Add(outcome with { Message = $"{outcome.Message} The category is no longer under erp.categories: this ends what the ERP still holds of it." });
            }
        }

        return outcomes;
    }

    private ErpOutcome Settle(DuckDbEngine engine, Publication live, string name, ErpLayout layout, string? frozen, long next)
    {
        (ErpTotals totals, long misfits) = ErpComparison.Measure(engine, name, layout);
        if (totals.RowCount == 0)
        {
            return new ErpOutcome(name, ErpFate.Unchanged, next == 1
                ? $"{name}: there is nothing to tell the ERP."
                : $"{name}: nothing changed since delta {next - 1}; no file is written.");
        }

        if (frozen is not null)
        {
            return new ErpOutcome(name, ErpFate.Frozen,
                $"{name}: {frozen}. {totals.RowCount:N0} changes wait and go out in the first run after.", null, totals);
        }

        if (misfits > 0)
        {
            return new ErpOutcome(name, ErpFate.Refused,
                $"{name}: delta {next} is not sent: {misfits:N0} of its {totals.RowCount:N0} rows do not fit (customer number up to {layout.NumberWidth} characters, source system up to {layout.SourceWidth}, code up to {layout.CodeWidth}, no line ends). The ERP keeps what it has. Set customer_source, number_width or source_width under erp.categories, then run 'segbatch export erp'.",
                null, totals);
        }

        string hash = ErpSentRows.Write(engine, name, next, folders);
        var delivery = new ErpDelivery(name, next, live.RunId, live.SnapshotDate, clock.GetUtcNow(), totals, hash, layout);
        ledger.RecordErpDelivery(delivery, actor);
        Write(engine, delivery);
        return new ErpOutcome(name, ErpFate.Sent,
            $"{name}: delta {next} for the ERP: {totals.AddCount:N0} added, {totals.ChangeCount:N0} changed, {totals.EndCount:N0} ended. {Path.Combine(folders.Erp, name)}",
            next, totals);
    }

    /// <summary>Whether the ERP is told of anything, or was and still holds it.</summary>
    private bool HasCategories() => config.Erp.Categories.Count > 0 || ledger.ErpDeliveries().Count > 0;

    private long NewestPromotion() =>
        ledger.Promotions(int.MaxValue).FirstOrDefault(promotion => promotion.Status == PromotionStatus.Done)?.Number ?? 0;

    private ErpOutcome Complete(DuckDbEngine engine, ErpDelivery delivery)
    {
        Write(engine, delivery);
        return new ErpOutcome(delivery.Category, ErpFate.Completed,
            $"{delivery.Category}: the files of delta {delivery.SequenceNumber} had not been finished; they are in place now. {Path.Combine(folders.Erp, delivery.Category)}",
            delivery.SequenceNumber, delivery.Totals);
    }

    private void Write(DuckDbEngine engine, ErpDelivery delivery)
    {
        ErpFiles.Write(engine, delivery, folders, folders.Erp, ErpFiles.Formats);
        ledger.RecordErpWritten(delivery.Category, delivery.SequenceNumber, clock.GetUtcNow());
    }

    private T WithEngine<T>(Func<DuckDbEngine, T> work)
    {
        string scratch = Path.Combine(folders.Scratch, "erp");
        Directory.CreateDirectory(scratch);
        try
        {
            using var engine = DuckDbEngine.Open(new DuckDbOptions
            {
                Threads = config.Engine.Threads,
                MemoryLimit = config.Engine.MemoryLimit,
                SpillFolder = Path.Combine(scratch, "spill"),
            });
            return work(engine);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }
}
