-- What was read on a day, latest first.
create index read_at on audit.read (at desc, id desc);
