using System.Globalization;

namespace Segmentation.Jobs.Demo;

/// <summary>Order lines: <c>orders/crm/DAY.csv.gz</c> and <c>orders/shop/DAY.csv.gz</c>, one row per line.</summary>
/// <remarks>The shop's closed day has a header only; half of its late day's orders come in one more file.</remarks>
public sealed class OrdersPart : IDemoPart
{
    public void Write(DemoWorld world, DemoFolder folder, CancellationToken cancellationToken)
    {
        using IEnumerator<DemoOrder> orders = world.AllOrders(cancellationToken).GetEnumerator();
        bool hasOrder = orders.MoveNext();
        for (DateOnly day = world.FirstDay; day <= world.LastDay; day = day.AddDays(1))
        {
            using DemoCsvWriter crm = OrderFileLayout.Crm.Open(folder, OrderFileLayout.Crm.DayFile(day));
            using DemoCsvWriter shop = OrderFileLayout.Shop.Open(folder, OrderFileLayout.Shop.DayFile(day));
            using DemoCsvWriter? late = day == world.LateDay ? OrderFileLayout.Shop.Open(folder, LateFile(world)) : null;
            for (; hasOrder && orders.Current.Day == day; hasOrder = orders.MoveNext())
            {
                DemoOrder order = orders.Current;
                OrderFileLayout layout = order.System == DemoSystem.Crm ? OrderFileLayout.Crm : OrderFileLayout.Shop;
                DemoCsvWriter csv = order.System == DemoSystem.Crm ? crm
                    : late is not null && world.IsLate(order) ? late : shop;
                layout.Write(csv, order, world.Catalogue);
            }

            Deliver(folder, OrderFileLayout.Crm.DayFile(day), "day", day.AddDays(1), crm.RowCount);
            string kind = day == world.ClosedDay ? "empty" : "day";
            Deliver(folder, OrderFileLayout.Shop.DayFile(day), kind, day.AddDays(1), shop.RowCount);
            if (late is not null)
            {
                Deliver(folder, LateFile(world), "late", world.Options.LastSnapshot, late.RowCount);
            }
        }
    }

    /// <summary>The late file is named after the day it was delivered on.</summary>
    internal static string LateFile(DemoWorld world) =>
        $"orders/shop/{world.LastDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}-late.csv.gz";

    private static void Deliver(DemoFolder folder, string path, string kind, DateOnly delivered, long rows) =>
        folder.Deliver(new DemoFile(path, "order_lines", kind, delivered, rows, 0));
}
