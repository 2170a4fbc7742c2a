create table messaging.dead_letter (
  id uuid primary key,
  died timestamptz not null,
  attempts int not null,
  type varchar not null,
  body jsonb not null,
  error varchar not null,
  correlation_id varchar null,
  causation_id varchar null
);
