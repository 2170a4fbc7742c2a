create function events.taken(scope varchar) returns bigint
language plpgsql volatile
as $$
begin
  raise exception 'reservation is held by another in scope %', scope using errcode = 'UI001', hint = scope;
end $$;
