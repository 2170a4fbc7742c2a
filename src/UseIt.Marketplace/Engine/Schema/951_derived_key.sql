-- Keys that were derived from the key-encryption key an installation began with, and stay when that is changed; wrapped by the present one.
create table secrets.derived_key (
  name varchar primary key,
  wrapped bytea not null,
  created timestamptz not null
);
