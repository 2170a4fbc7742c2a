-- What this database is for. Only a database marked demo or test may bend its clock.
create table events.mark (
  one boolean primary key default true check (one),
  kind varchar not null check (kind in ('live', 'demo', 'test')),
  clock_offset interval not null default interval '0',
  check (kind <> 'live' or clock_offset = interval '0')
);
insert into events.mark (kind) values ('live');
