create schema imports;
-- Files on their way in, sealed; gone after three days whatever becomes of them. What was decided about one stands beside it.
create table imports.file (
  id uuid primary key,
  organisation uuid not null,
  person uuid not null,
  sealed bytea not null,
  state jsonb not null,
  kept timestamptz not null default events.clock()
);
-- What a heading meant when somebody of the organisation last said so; without a field, nothing.
create table imports.heading (
  organisation uuid not null,
  heading varchar not null,
  field varchar null,
  primary key (organisation, heading)
);
