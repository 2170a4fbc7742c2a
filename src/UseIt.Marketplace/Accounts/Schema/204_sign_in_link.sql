-- A link that signs one person in once. Only the digest of its key is kept.
create table secrets.sign_in_link (
  digest bytea primary key,
  person uuid not null,
  until timestamptz not null
);
