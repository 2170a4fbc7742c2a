create table events.mt_streams (
  id uuid not null,
  type varchar null,
  version bigint null,
  timestamp timestamptz not null default now(),
  created timestamptz not null default now(),
  tenant_id varchar default '*DEFAULT*',
  is_archived boolean default false,
  constraint pkey_mt_streams_id primary key (id)
);
