-- The ring that protects cookies and forms, shared by all nodes; each key wrapped by the key-encryption key.
create table secrets.protection_key (
  name varchar primary key,
  wrapped bytea not null,
  created timestamptz not null
);
