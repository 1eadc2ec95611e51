namespace Segmentation.Batch.Tests;

/// <summary>How the files of the small companies of these tests are laid out, and how a configuration reads them.</summary>
internal static class ShopFiles
{
    public const string CustomerHeader = "id,email,country\n";

    public const string OrderHeader = "order,line,customer,ordered_at,sku,quantity,price,currency\n";

    /// <summary>Customers in crm/, orders in orders/; the same customer numbers.</summary>
    public const string Sources = $"""
        sources:
          crm:
            system: shop
            files: crm/*
            tables:
              customers:
                columns: {CustomerColumns}
          shop:
            files: orders/*
            tables:
              order_lines:
                columns: {OrderColumns}

        """;

    /// <summary>Orders in orders/, which are all that is known of customers.</summary>
    public const string OrdersAlone = $"""
        sources:
          shop:
            files: orders/*
            tables:
              customers:
                columns: {GuestColumns}
                distinct: true
              order_lines:
                columns: {OrderColumns}

        """;

    private const string CustomerColumns = "{ source_record_id: id, email: email, country: country }";

    private const string GuestColumns = "{ source_record_id: customer }";

    private const string OrderColumns =
        "{ order_id: order, line_number: line, source_record_id: customer, ordered_at: ordered_at, product_id: sku, quantity: quantity, unit_price: price, currency: currency }";
}
