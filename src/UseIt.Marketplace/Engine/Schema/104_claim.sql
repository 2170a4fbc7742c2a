-- Who is carrying out an effect outside the database (mail, webhook): lease and fence.
create table messaging.claim (
  message uuid primary key,
  owner uuid not null,
  fence bigint not null,
  until timestamptz not null
);
