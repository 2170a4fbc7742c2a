-- A form that came after its session had ended, until its person is back. What it says opens in the browser that sent it alone: the key is
-- in a cookie and nowhere here.
create table accounts.kept_form (
  id uuid primary key,
  person uuid not null,
  page bytea not null,
  sealed varchar not null,
  kept timestamptz not null
);
create index kept_form_person on accounts.kept_form (person, page, kept);
