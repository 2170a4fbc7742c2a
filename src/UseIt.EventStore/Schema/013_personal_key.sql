-- One data key per person, wrapped by the key-encryption key; destroying it erases the person everywhere.
create table secrets.personal_key (
  person uuid primary key,
  wrapped bytea null,
  created timestamptz not null,
  destroyed timestamptz null,
  reason varchar null,
  check ((wrapped is null) = (destroyed is not null))
);
