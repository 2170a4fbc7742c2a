-- The very text each report was written with, by its digest: a report stays what it was when the file changes.
create table reports.template (
  sha256 varchar primary key,
  path varchar not null,
  text varchar not null,
  stored timestamptz not null default events.clock()
);
