-- Marten moves a reader's position by compare-and-set, and looks whether it moved only where that comes first in its batch. Nobody may read on from where another has been.
create function events.position_moved() returns trigger
language plpgsql
as $$
begin
  if not exists (select from moved) then
    raise exception 'another reader has moved the position' using errcode = 'UI004';
  end if;
  return null;
end $$;
create trigger position_moved after update on events.mt_event_progression referencing new table as moved for each statement
  when (current_query() like 'update %.mt_event_progression set last_seq_id = % where name = % and last_seq_id = %')
  execute function events.position_moved();
