-- A view or reaction that failed stays paused until an operator lets it go on; what was skipped stays on record.
create table events.paused_view (
  name varchar primary key,
  position bigint not null,
  error varchar not null,
  at timestamptz not null
);
create table events.skipped_event (
  name varchar not null,
  position bigint not null,
  by_person varchar not null,
  reason varchar not null,
  at timestamptz not null,
  primary key (name, position)
);
