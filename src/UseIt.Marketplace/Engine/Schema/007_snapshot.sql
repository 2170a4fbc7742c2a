create table events.snapshot (
  stream_id uuid not null,
  kind varchar not null,
  shape varchar not null,
  version bigint not null,
  data jsonb not null,
  primary key (stream_id, kind)
);
