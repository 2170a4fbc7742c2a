-- When a node last said that it uses this table, and how often its rows were made anew; what nobody uses any more is dropped.
create table events.view_table (
  name varchar primary key,
  progress varchar not null,
  composite varchar not null,
  used timestamptz not null,
  replaced bigint not null default 0
);
