create table events.lease (
  name varchar primary key,
  owner uuid not null,
  until timestamptz not null
);
