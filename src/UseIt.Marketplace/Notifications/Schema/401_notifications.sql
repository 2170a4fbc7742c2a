create schema notifications;
-- What a person is told. Words are made when shown, from kind and subject; nothing personal rests here.
create table notifications.inbox (
  id uuid primary key,
  person uuid not null,
  organisation uuid not null,
  kind varchar not null,
  subject uuid not null,
  link varchar not null,
  at timestamptz not null,
  read_at timestamptz null
);
create index inbox_person on notifications.inbox (person, at desc, id);
create table notifications.delivery (
  notification uuid not null references notifications.inbox (id),
  channel varchar not null,
  at timestamptz not null,
  result varchar not null,
  primary key (notification, channel)
);
