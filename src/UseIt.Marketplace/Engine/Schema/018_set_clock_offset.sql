-- Bends the clock of a demo or a test. What waits for an instant of it waits by the machine's clock, and so is moved with it.
create function events.set_clock_offset(bent interval) returns void
language plpgsql volatile
as $$
declare before interval;
begin
  select clock_offset into before from events.mark for update;
  update events.mark set clock_offset = bent;
  update wolverine.wolverine_incoming_envelopes set execution_time = execution_time - (bent - before) where status = 'Scheduled';
end $$;
