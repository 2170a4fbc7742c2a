-- Each node's sessions, so that they can be ended when it hangs. Pids come again: the start tells them apart.
create table messaging.backend (
  node uuid not null references messaging.node on delete cascade,
  pid integer not null,
  since timestamptz not null,
  primary key (pid, since)
);
create index backend_node on messaging.backend (node);
