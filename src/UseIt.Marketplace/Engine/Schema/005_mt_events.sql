create sequence events.mt_events_sequence cache 1;
create table events.mt_events (
  seq_id bigint not null,
  id uuid not null,
  stream_id uuid not null,
  version bigint not null,
  data jsonb not null,
  bdata bytea null,
  type varchar(500) not null,
  timestamp timestamptz not null,
  tenant_id varchar default '*DEFAULT*',
  mt_dotnet_type varchar null,
  correlation_id varchar null,
  causation_id varchar null,
  headers jsonb null,
  user_name varchar null,
  is_archived boolean default false,
  constraint pkey_mt_events_seq_id primary key (seq_id),
  constraint fkey_mt_events_stream_id foreign key (stream_id) references events.mt_streams (id) on delete cascade
);
alter sequence events.mt_events_sequence owned by events.mt_events.seq_id;
create unique index pk_mt_events_stream_and_version on events.mt_events using btree (stream_id, version);
