-- What a command sent under a key came to; written in the command's own commit.
create table messaging.idempotency (
  key varchar primary key,
  fingerprint varchar not null,
  outcome jsonb not null,
  at timestamptz not null
);
create index idempotency_at on messaging.idempotency (at);
