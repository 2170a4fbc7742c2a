-- Destroys a subject's key: from now on nothing it sealed can be read.
create function secrets.destroy_key(person uuid, why varchar) returns void
language sql volatile security definer set search_path = pg_catalog
as $$
  insert into secrets.subject_key as k (subject, wrapped, created, destroyed, reason) values (person, null, events.clock(), events.clock(), why)
  on conflict (subject) do update set wrapped = null, destroyed = coalesce(k.destroyed, excluded.destroyed), reason = coalesce(k.reason, excluded.reason)
$$;
revoke execute on function secrets.destroy_key(uuid, varchar) from public;
-- An update leaves the old row in the table's file until PostgreSQL needs the room; rewritten, the table has nothing of it. Only its owner may do that.
-- To a transaction that took its snapshot before and has not locked the table, it looks empty: whoever copies it must lock it first.
create function secrets.rewrite_keys() returns void
language plpgsql volatile security definer set search_path = pg_catalog set lock_timeout = '2s'
as $$
begin
  alter table secrets.subject_key alter column wrapped type bytea using wrapped || ''::bytea;
end $$;
revoke execute on function secrets.rewrite_keys() from public;
