-- The page a PDF was printed from, by its digest: whether it would read otherwise now can be told of a PDF too.
alter table reports.issued add column page varchar;
-- The first PDF printed of a report's page. Its key is made of shares sealed for everybody named on it: whose key is destroyed takes it along.
create table reports.printed (
  report uuid primary key,
  page varchar not null,
  shares jsonb not null,
  bytes bytea not null,
  at timestamptz not null default events.clock()
);
