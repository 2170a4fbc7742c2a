-- Who does the projecting: it only spares work, since positions move by compare-and-set.
create table events.lease (
  name varchar primary key,
  owner uuid not null,
  until timestamptz not null
);
-- Called only when a position was not where its reader had left it.
create function events.overtaken() returns bigint
language plpgsql volatile
as $$
begin
  raise exception 'another reader has moved the position' using errcode = 'UI002';
end $$;
-- When a node last said that it reads this table; what nobody reads any more is dropped.
create table events.view_table (
  name varchar primary key,
  progress varchar not null,
  used timestamptz not null
);
