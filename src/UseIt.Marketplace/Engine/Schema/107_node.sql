-- The processes that work on this database side by side. A node that is fenced, or has no row any more, gets no session and ends.
create table messaging.node (
  name uuid primary key,
  beat bigint not null default 0,
  fenced boolean not null default false
);
