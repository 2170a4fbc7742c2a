-- Which messages have had their effect; kept 30 days.
create table messaging.handled (
  message uuid primary key,
  at timestamptz not null
);
create index handled_at on messaging.handled (at);
