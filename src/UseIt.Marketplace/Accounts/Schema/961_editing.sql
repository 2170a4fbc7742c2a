-- Who has a form open that colleagues may have open too: for minutes, and for nobody but them. No fact, and worth no log of the database's.
create unlogged table accounts.editing (
  page uuid not null,
  organisation uuid not null,
  person uuid not null,
  since timestamptz not null,
  until timestamptz not null,
  primary key (page, organisation, person)
);
