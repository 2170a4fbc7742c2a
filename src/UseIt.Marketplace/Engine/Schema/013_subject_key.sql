-- One data key per subject (a person, a bidding team), wrapped by the key-encryption key; destroying a person's erases the person everywhere.
create table secrets.subject_key (
  subject uuid primary key,
  wrapped bytea null,
  created timestamptz not null,
  destroyed timestamptz null,
  reason varchar null,
  check ((wrapped is null) = (destroyed is not null))
);
