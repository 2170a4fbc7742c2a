create table secrets.issuer_key (
  one boolean primary key default true check (one),
  wrapped bytea not null,
  created timestamptz not null
);
