-- The digest of every file that left us as a report, so that a file can be told from one that somebody changed.
create table reports.issued (
  sha256 varchar not null,
  report uuid not null,
  format varchar not null,
  at timestamptz not null default events.clock(),
  primary key (sha256, report, format)
);
