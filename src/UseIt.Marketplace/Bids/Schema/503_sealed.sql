-- The ciphertext of sealed parts; the envelopes that refer to it lie in the log.
create table bids.sealed (
  reference uuid primary key,
  bid uuid not null,
  version integer not null,
  ciphertext bytea not null,
  stored timestamptz not null
);
create index sealed_bid on bids.sealed (bid, version);
