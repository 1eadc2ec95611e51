using CsCheck;

namespace Segmentation.Jobs.Tests.Resolve;

public sealed class RandomNightsTests
{
    private static readonly string[] Systems = ["crm", "shop"];

    // A record's place names it; its e-mail and phone are drawn anew each night, 0 meaning none.
    private static readonly Gen<(bool IsThere, int Email, int Phone)[]> Night =
        Gen.Select(Gen.Int[0, 5].Select(draw => draw > 0), Gen.Int[0, 5], Gen.Int[0, 8]).Array[10];

    /// <summary>Goal: ids stay true to their promises whatever happens. Method: three nights of random records and values,
    /// compared with components found by repeated relabelling and with a list of every id ever seen.</summary>
    [Fact]
    public void Three_random_nights_keep_every_promise_and_do_not_depend_on_row_order_or_threads()
    {
        using var world = new ResolveWorld(ResolveWorld.Rules("email", "phone"), threads: 1);
        using var shuffled = new ResolveWorld(ResolveWorld.Rules("email", "phone"), threads: 4);

        Gen.Select(Night.Array[3], Gen.Shuffle(Enumerable.Range(0, 10).ToArray())).Sample((nights, order) =>
        {
            world.Forget();
            shuffled.Forget();
            var everUsed = new HashSet<string>();
            var before = new Dictionary<string, string>();

            foreach ((bool IsThere, int Email, int Phone)[] night in nights)
            {
                TestRecord?[] records = [.. night.Select(Record)];
                world.Night(records.OfType<TestRecord>());
                shuffled.Stage(order.Select(place => records[place]).OfType<TestRecord>(), []);
                shuffled.NightAsStaged(withAudits: false);

                Dictionary<string, string> after = world.Xref();
                ExpectSameComponents(after, records);
                ExpectStableIds(before, after, everUsed, world.Changes());
                shuffled.Xref().ShouldBe(after, ignoreOrder: true);
                shuffled.Changes().ShouldBe(world.Changes());
                everUsed.UnionWith(after.Values);
                before = after;
            }
        }, iter: 10, threads: 1);
    }

    [Fact]
    public void Many_records_resolve_alike_on_one_thread_and_on_several()
    {
        string[] digests = [.. new[] { 1, 2 }.Select(threads =>
        {
            using var world = new ResolveWorld(ResolveWorld.Rules("email"), threads);
            world.Stage([], []);

            // More rows than one row group holds, so that threads really share the work.
            world.Engine.Execute(
                """
                insert into staging.stg_raw__customers (source_system, source_record_id, email)
                select if(i % 3 = 0, 'crm', 'shop'), 'r' || i, 'user' || (i * 7919 % 110000) || '@example.com'
                from range(150000) as t(i)
                """,
                "test");
            world.NightAsStaged(withAudits: false).CustomerCount.ShouldBe(110_000);
            return world.Texts("select md5(string_agg(source_record_id || customer_id, ',' order by source_record_id)) from identity.customer_xref").Single();
        })];

        digests[1].ShouldBe(digests[0]);
    }

    private static TestRecord? Record((bool IsThere, int Email, int Phone) drawn, int place) =>
        !drawn.IsThere ? null : new TestRecord(
            Systems[place % 2],
            $"{place}",
            ("email", drawn.Email == 0 ? null : $"user{drawn.Email}@example.com"),
            ("phone", drawn.Phone == 0 ? null : $"555-000-{drawn.Phone}"));

    private static void ExpectSameComponents(Dictionary<string, string> xref, TestRecord?[] records)
    {
        TestRecord[] there = [.. records.OfType<TestRecord>()];
        int[] labels = [.. Enumerable.Range(0, there.Length)];
        for (bool hasChanged = true; hasChanged;)
        {
            hasChanged = false;
            for (int left = 0; left < there.Length; left++)
            {
                for (int right = 0; right < there.Length; right++)
                {
                    if (labels[left] < labels[right] && Agree(there[left], there[right]))
                    {
                        labels[right] = labels[left];
                        hasChanged = true;
                    }
                }
            }
        }

        xref.Count.ShouldBe(there.Length);
        for (int left = 0; left < there.Length; left++)
        {
            for (int right = 0; right < left; right++)
            {
                (xref[Name(there[left])] == xref[Name(there[right])]).ShouldBe(labels[left] == labels[right]);
            }
        }
    }

    private static void ExpectStableIds(
        Dictionary<string, string> before, Dictionary<string, string> after, HashSet<string> everUsed, IReadOnlyList<string> changes)
    {
        // No id comes back: whatever lives now lived last night or is new altogether.
        after.Values.Except(before.Values).Intersect(everUsed).ShouldBeEmpty();

        // An id that lives on is where most of its records are.
        foreach (IGrouping<string, string> earlier in before.Keys.Where(after.ContainsKey).GroupBy(record => before[record]))
        {
            int largest = earlier.GroupBy(record => after[record]).Max(part => part.Count());
            int kept = earlier.Count(record => after[record] == earlier.Key);
            (kept == 0 || kept == largest).ShouldBeTrue();
        }

        foreach (string record in before.Keys.Where(record => after.TryGetValue(record, out string? now) && now != before[record]))
        {
            string ids = $"{before[record]} {after[record]}";
            (changes.Contains($"merge {ids}") || changes.Contains($"split {ids}")).ShouldBeTrue();
        }

        foreach (string gone in before.Values.Except(after.Values))
        {
            changes.ShouldContain(change => change.StartsWith($"merge {gone}") || change.StartsWith($"end {gone}"));
        }
    }

    private static bool Agree(TestRecord left, TestRecord right) =>
        left.Columns.Zip(right.Columns).Any(pair => pair.First.Value is not null && Equals(pair.First.Value, pair.Second.Value));

    private static string Name(TestRecord record) => $"{record.System}/{record.Id}";
}
