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
-- Who decided what became of it, and why.
create table messaging.settled_letter (
  letter uuid not null,
  settled timestamptz not null,
  decision varchar not null check (decision in ('replayed', 'discarded')),
  by_person varchar not null,
  reason varchar not null,
  type varchar not null,
  error varchar not null,
  primary key (letter, settled)
);
