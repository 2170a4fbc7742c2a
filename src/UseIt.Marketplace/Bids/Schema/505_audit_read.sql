create schema audit;
-- Who read whose bid, document or personal data, when and what for. Rows are only ever added.
create table audit.read (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  person uuid not null,
  organisation uuid null,
  authority varchar not null,
  kind varchar not null,
  subject uuid not null,
  purpose varchar not null
);
create index read_subject on audit.read (subject, id);
create index read_person on audit.read (person, id);

create function audit.keep() returns trigger
language plpgsql
as $$ begin raise exception 'audit rows are only ever added'; end $$;

create trigger read_keep before update or delete or truncate on audit.read for each statement execute function audit.keep();
