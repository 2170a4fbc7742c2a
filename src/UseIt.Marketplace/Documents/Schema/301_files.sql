create schema files;
-- An upload under way. `received` counts the bytes that are safe; an upload goes on from there.
create table files.upload (
  document uuid primary key,
  owner uuid not null,
  person uuid not null,
  title varchar null,
  media_type varchar not null,
  language varchar null,
  classification varchar not null,
  size bigint not null,
  received bigint not null default 0,
  begun timestamptz not null
);
create index upload_begun on files.upload (begun);
create table files.chunk (
  document uuid not null,
  n int not null,
  bytes bytea not null,
  primary key (document, n)
);
alter table files.chunk alter column bytes set storage external;
