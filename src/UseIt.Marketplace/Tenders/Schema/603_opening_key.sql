-- The key that opens a tender's bids, where the server holds it: wrapped by the key-encryption key, one for ever.
create table secrets.opening_key (
  tender uuid primary key,
  key_id varchar not null unique,
  public_key varchar not null,
  wrapped bytea not null,
  created timestamptz not null
);
