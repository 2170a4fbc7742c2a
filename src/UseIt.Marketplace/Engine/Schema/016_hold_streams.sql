-- Holds every stream a commit writes or rests on, in the order given, which is that of their ids: no two commits wait for each other in a circle.
-- What does not exist yet cannot be locked; its id is.
create function events.hold_streams(ids uuid[], versions bigint[], written boolean[]) returns void
language plpgsql volatile
as $$
declare found bigint;
begin
  for i in 1..cardinality(ids) loop
    found := null;
    if versions[i] = 0 then
      perform pg_advisory_xact_lock(hashtextextended(ids[i]::text, 11));
    end if;
    if written[i] then
      select version into found from events.mt_streams where id = ids[i] for no key update;
    else
      select version into found from events.mt_streams where id = ids[i] for share;
    end if;
    if coalesce(found, 0) <> versions[i] then
      perform events.moved(ids[i], versions[i]);
    end if;
  end loop;
end $$;
