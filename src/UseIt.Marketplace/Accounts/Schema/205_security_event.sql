-- How often each kind of security event happened on a day; nothing of whom.
create table accounts.security_event (
  day date not null,
  kind varchar not null,
  number bigint not null,
  primary key (day, kind)
);
