-- Where in the log what a message led to came about. A row of the inbox that comes after its own settling is not born new.
create table notifications.settled (
  subject uuid not null,
  kind varchar not null,
  -- All zeros: everybody's.
  organisation uuid not null,
  person uuid not null,
  position bigint not null,
  at timestamptz not null,
  primary key (subject, kind, organisation, person)
);
-- The fact it tells of; or for what no fact tells of, how far the log had been read. None for what is older than this column.
alter table notifications.inbox add column position bigint null;
