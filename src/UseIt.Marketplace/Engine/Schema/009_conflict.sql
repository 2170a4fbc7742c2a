-- Called only when an expectation failed: MT003 is the code Marten raises for the same thing. The hint carries stream and version (a detail is withheld by drivers).
create function events.conflict(stream uuid, expected bigint) returns bigint
language plpgsql volatile
as $$
begin
  raise exception 'stream % is not at version %', stream, expected using errcode = 'MT003',
    hint = stream || ' ' || coalesce((select version from events.mt_streams where id = stream), 0);
end $$;
