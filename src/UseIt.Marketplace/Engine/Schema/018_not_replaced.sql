-- A page folded from rows that were made anew in the meantime must not be saved. Comes after the page's position, whose row a rebuild holds.
create function events.not_replaced(view varchar, seen bigint) returns void
language plpgsql volatile
as $$
begin
  if seen is distinct from coalesce((select replaced from events.view_table where name = view), 0) then
    raise exception 'the rows have been made anew' using errcode = 'UI002';
  end if;
end $$;
