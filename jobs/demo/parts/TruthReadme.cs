using System.Globalization;

namespace Segmentation.Jobs.Demo;

/// <summary>The page that explains what is in truth/.</summary>
internal static class TruthReadme
{
    public static string Text(DemoWorld world) => $$"""
        # What was planted

        This company was made from seed {{world.Options.Seed}}: {{world.Options.Customers}} people, days {{Day(world.FirstDay)}} to {{Day(world.LastDay)}},
        nights {{string.Join(", ", world.SnapshotDates.Select(Day))}}.
        These files say what a correct program must find. They were written from the plan, not from any program's result.
        Amounts are before tax. `amount` without a currency is in euros, francs converted at {{DemoPlaces.FrancRate / 10_000}}.{{DemoPlaces.FrancRate % 10_000:D4}}.
        A document is an order or a credit note. "Known" on a snapshot date is what was ordered strictly before it.

        ## customers.csv: one row per person

        `person_id`; `group`, see groups.csv; `crm_ids` and `shop_ids`, the person's records, several joined by `|`;
        `is_linkable`, whether the e-mail address (blanks and case aside) and the loyalty number join all the records;
        `linked_by`: `single` (one system only), `email`, `loyalty_number`, `email+loyalty_number` or `none`;
        `customer_count`, how many customers exact rules make of the person: 1, or 2 where not linkable.
        Two ids in one system are a duplicate account with the same e-mail address. No two people share an address or number.

        ## groups.csv: one row per planted group

        `group`, `share` (planted), `people` (drawn), `is_buying`, `description`.
        The buying groups are what the scheme `behaviour` should find again.

        ## behaviour.csv: one row per person who ordered, known on the last snapshot date

        `person_id`; `order_count`, sales only; `line_count`, credit lines too; `net_spend_amount`, credits taken off;
        `sale_amount` and `discount_amount` of sales; `first_order_date` and `last_order_date` of sales.

        ## totals.csv: one row per snapshot date

        `line_count`, `document_count` and `amount` of all that is known; `amount_eur` and `amount_chf` in the currency itself.
        `guest_*` and `credit_*` are parts of these. `people_with_orders` counts people;
        `customers_with_orders` counts them as exact rules see them. Both count a person from the first document on, guests never.
        Every file counts as delivered, with defects and the repeated file left out. `late_*` is what of these lines is in the
        late file: take it off for a night that has not received it.

        ## files.csv: one row per delivered file

        `file`, `table`, `kind`, `delivered_date` (the first snapshot date whose night can have it), `row_count` (data records,
        header not counted), `defect_count`. Kinds: `full`, `day`, `month`; `empty`, the shop was closed on
        {{Day(world.ClosedDay)}} and sent a header only; `late`, half the shop's orders of {{Day(world.LateDay)}}, delivered with
        {{Day(world.LastDay)}}, so that a night before was run without them; `duplicate`, the bytes of another file under a
        second name, to be counted once. The lists of kind `full` already have the records that were made after the first night.

        ## defects.csv: one row per row that must be refused

        `file`; `record_number`, the data record from 1, header not counted; `physical_line`, the line from 1, header counted;
        `table`; `kind`; `reason_keyword`, a word the reason should contain, whatever its case.
        Every defect is a row more than there should be: without them the files agree with totals.csv and ledger.csv. A `duplicate_line` repeats an earlier row of its file.
        An `unclosed_quote` is the last record of its file, so that nothing behind it is in doubt.

        ## ledger.csv: one row per month, account class and currency

        `period`, `account_class` (`revenue`, `returns`), `currency`, `entry_count`, `amount` in that currency; returns are negative.
        Each ledger entry is one document of the same id, with the sum of its lines, but for breaks.csv.

        ## breaks.csv: one row per document that is wrong in the ledger

        `document`; `break_class`, as `segbatch reconcile breaks` calls it; `currency`; `amount`: warehouse minus ledger, or what stands
        in the wrong period or business unit. A document of the wrong period is at first missing, until it is posted on the third of the
        next month. Half the shop's orders of one day come late: in a night before that the ledger has them and the warehouse has not.

        ## costs.csv: one row per month and cost pool

        `period`, `pool` as the configuration calls it, `booked_amount` to customers or guests' orders, `total_amount` as the ledger has it; both
        in euros, negative. The segments' results must come to the total under every scheme.

        ## needs.csv: one row per person

        `person_id`; `need_segment`, what the person wants: {{string.Join(", ", DemoNeeds.Segments.Select(segment => $"`{segment.Name}`"))}};
        `has_answered`, whether the person answered the survey; `answer_count`, of {{DemoNeeds.Questions.Count}} questions; `answered_at`.
        Each group of groups.csv leans to one segment, so how a person buys foretells it often and not always.
        The scheme `needs` should find the segments again among those who answered all, and type the others better than chance.

        ## loadings.csv: one row per question and need

        `question`, `need`, `loading`: how far one unit of the need moves the answer on the scale from 1 to 7; `text`, what was asked.

        ## consents.csv: one row per withdrawal

        `person_id`, `source_system`, `source_record_id`, `purpose`, `withdrawn_at`. All grants of the person are
        older, so the withdrawal counts for the whole customer, from the first snapshot date after it.

        """;

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
