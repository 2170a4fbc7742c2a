-- In which kind of browser a session began, for its person to know it by, and the name they end it under: its id is shown to nobody.
alter table accounts.session
  add column handle uuid not null default gen_random_uuid(),
  add column browser varchar null;
