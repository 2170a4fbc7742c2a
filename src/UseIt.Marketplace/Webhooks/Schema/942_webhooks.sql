create schema webhooks;
-- What is sent to an address of an organisation's, as the very bytes, and what came of it.
create table webhooks.delivery (
  id uuid primary key,
  webhook uuid not null,
  type varchar not null,
  body varchar not null,
  made timestamptz not null,
  state varchar not null default 'waiting',
  tries integer not null default 0,
  answered timestamptz null,
  status integer null,
  answer varchar null
);
create index delivery_webhook on webhooks.delivery (webhook, made desc, id);
-- Since when an address has not taken what it was sent; gone with the first that it takes.
create table webhooks.failing (webhook uuid primary key, since timestamptz not null);
