-- When the marketplace was there, by the store's clock: one row for each stretch without a break, prolonged every few seconds by any node. What lies between two is an outage.
create table tenders.heartbeat (
  id bigint primary key generated always as identity,
  began timestamptz not null,
  seen timestamptz not null,
  check (seen >= began)
);
