create schema if not exists accounts;
-- A person's signed-in browser. Every request looks here, so a session ended on one node is ended on all.
create table accounts.session (
  id uuid primary key,
  person uuid not null,
  organisation uuid null,
  created timestamptz not null,
  seen timestamptz not null,
  stepped_up timestamptz null
);
create index session_person on accounts.session (person);
