create schema bids;
-- What members are writing, as ciphertext under the bid team's key. A row counts while the log holds its digest; the others are left-overs of lost races.
create table bids.draft (
  bid uuid not null,
  requirement uuid not null,
  member uuid not null,
  digest varchar not null,
  content jsonb not null,
  saved timestamptz not null,
  primary key (bid, requirement, member, digest)
);
