-- Messages to be handled, now or at an instant. The lock on a row is the lease; completion is its delete.
create table messaging.outgoing (
  id uuid primary key,
  due timestamptz not null,
  attempt int not null default 1,
  type varchar not null,
  body jsonb not null,
  correlation_id varchar null,
  causation_id varchar null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
create index outgoing_due on messaging.outgoing (due, id);
