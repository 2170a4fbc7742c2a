-- Both the stream and the version it is at go into the hint: clients redact the detail of an error, because details may show values.
create or replace function events.conflict(stream uuid, expected bigint) returns bigint
language plpgsql volatile
as $$
begin
  raise exception 'stream % is not at version %', stream, expected using errcode = 'MT003',
    hint = stream::text || ' ' || coalesce((select version from events.mt_streams where id = stream), 0)::text;
end $$;
