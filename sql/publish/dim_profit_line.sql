-- dim_profit_line: the lines of a segment's result and the cost pools under them, each with its meaning and who answers for it. Empty where
--         profit is not configured.
-- grain:  one row per line and pool; pool '' is the line itself
-- owner:  finance
-- reads:  config.profit_lines
-- tags:   current

select
    line_number,
    line,
    pool,
    description,
    booked_from,
    driver,
    owner
from config.profit_lines
