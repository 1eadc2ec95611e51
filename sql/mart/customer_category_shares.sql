-- customer_category_shares: how each customer's purchases divide over product categories, without credits.
-- grain:  one row per customer_id and category; products without a category are '(none)'
-- owner:  customer-analytics
-- reads:  intermediate.int_customer_products__folded, staging.stg_raw__products, config.exchange_rates

with

products as (

    select
        product_id,
        max_by(category, source_system) as category
    from staging.stg_raw__products
    group by product_id

),

purchases as (

    select
        int_customer_products__folded.customer_id,
        coalesce(products.category, '(none)') as category,
        int_customer_products__folded.product_id,
        cast(int_customer_products__folded.amount * exchange_rates.rate as decimal(18,4)) as sale_amount
    from intermediate.int_customer_products__folded
    inner join config.exchange_rates
        on exchange_rates.currency = int_customer_products__folded.currency
    left join products
        on products.product_id = int_customer_products__folded.product_id

),

purchases_summarized as (

    select
        customer_id,
        category,
        -- A product has one category, so products may be counted category by category.
        count(distinct product_id) as product_count,
        cast(sum(sale_amount) as decimal(18,4)) as sale_amount
    from purchases
    group by
        customer_id,
        category

)

select
    customer_id,
    category,
    product_count,
    sale_amount,
    seg_divide(sale_amount, sum(sale_amount) over (partition by customer_id)) as sale_share
from purchases_summarized
