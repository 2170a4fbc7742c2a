-- What was read at an opening, lot by lot and part by part; every reading of it is noted in audit.read.
create table bids.opened (
  bid uuid not null,
  lot uuid not null,
  part varchar not null,
  tender uuid not null,
  version integer not null,
  lead uuid not null,
  consortium uuid null,
  members uuid[] not null,
  content jsonb not null,
  primary key (bid, lot, part)
);
create index opened_tender on bids.opened (tender, lot);
