create table events.reservation (
  scope varchar not null,
  key varchar not null,
  owner uuid not null,
  primary key (scope, key)
);
create index reservation_owner on events.reservation (owner);
