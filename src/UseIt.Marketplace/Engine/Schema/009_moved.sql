-- Called only when a stream is not at the version a decision rests on. The hint carries stream, version found and version expected (a detail is withheld by drivers).
create function events.moved(stream uuid, expected bigint) returns bigint
language plpgsql volatile
as $$
begin
  raise exception 'stream % is not at version %', stream, expected using errcode = 'UI003',
    hint = stream || ' ' || coalesce((select version from events.mt_streams where id = stream), 0) || ' ' || expected;
end $$;
