-- Inline views that hold what the log says: a table of a new shape is empty until the log has been replayed into it once.
create table events.inline_view (
  name varchar primary key,
  filled timestamptz not null default clock_timestamp()
);
