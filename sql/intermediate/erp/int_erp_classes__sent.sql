-- int_erp_classes__sent: what the ERP was told last of each of its customers, leaving out what it rejected.
--         code is null when that was an end, or when nothing was ever accepted.
-- grain:  one row per category, source_system and source_record_id
-- owner:  erp-integration
-- reads:  config.erp_delta_rows, config.erp_rejections

with

rows_sent as (

    select
        erp_delta_rows.category,
        erp_delta_rows.sequence_number,
        erp_delta_rows.source_system,
        erp_delta_rows.source_record_id,
        erp_delta_rows.new_code,
        erp_delta_rows.effective_date,
        erp_rejections.rejection_reason
    from config.erp_delta_rows
    left join config.erp_rejections
        on erp_rejections.category = erp_delta_rows.category
        and erp_rejections.sequence_number = erp_delta_rows.sequence_number
        and erp_rejections.source_system = erp_delta_rows.source_system
        and erp_rejections.source_record_id = erp_delta_rows.source_record_id

),

customers_told as (

    -- What is sent and not yet acknowledged counts as taken: an ERP that says nothing is not told the same every night.
    select
        category,
        source_system,
        source_record_id,
        max(sequence_number) as last_sequence_number,
        max(case when rejection_reason is null then sequence_number end) as taken_sequence_number
    from rows_sent
    group by
        category,
        source_system,
        source_record_id

),

classes_sent as (

    select
        customers_told.category,
        customers_told.source_system,
        customers_told.source_record_id,
        rows_taken.new_code as code,
        rows_taken.effective_date,
        rows_last.rejection_reason
    from customers_told
    inner join rows_sent as rows_last
        on rows_last.category = customers_told.category
        and rows_last.source_system = customers_told.source_system
        and rows_last.source_record_id = customers_told.source_record_id
        and rows_last.sequence_number = customers_told.last_sequence_number
    left join rows_sent as rows_taken
        on rows_taken.category = customers_told.category
        and rows_taken.source_system = customers_told.source_system
        and rows_taken.source_record_id = customers_told.source_record_id
        and rows_taken.sequence_number = customers_told.taken_sequence_number

)

select * from classes_sent
