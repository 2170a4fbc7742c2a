-- The one clock of everything stored: event times, deadlines, schedules, leases, receipts.
create function events.clock() returns timestamptz
language sql volatile parallel safe
as $$ select clock_timestamp() + (select clock_offset from events.mark) $$;
