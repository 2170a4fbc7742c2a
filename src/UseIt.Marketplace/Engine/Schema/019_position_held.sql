-- Marten moves a reader's position from where the reader had left it, and fails when it is elsewhere: another node has read the same page.
-- It sees that only in the first statement of a batch; for the others it is said here, or the page would be taken twice.
create function events.position_held() returns trigger
language plpgsql volatile
as $$
begin
  if not exists (select from moved) then
    raise exception 'another reader has moved the position' using errcode = 'UI004';
  end if;
  return null;
end $$;
create trigger position_held after update on events.mt_event_progression
referencing new table as moved
for each statement
when (current_query() like 'update %.mt_event_progression set last_seq_id = % where name = % and last_seq_id = %')
execute function events.position_held();
