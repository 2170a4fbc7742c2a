-- Files that members add to their answers, until they are sealed: pieces of at most 1 MiB as ciphertext under a key of the file's own, which is ciphertext under the bid team's key,
-- as is what the file is called and how large it is. `received` counts bytes while the file is on its way and is cleared when it is attached.
create table bids.file (
  file uuid primary key,
  bid uuid not null,
  requirement uuid not null,
  member uuid not null,
  key jsonb not null,
  described jsonb not null,
  received bigint not null default 0,
  pieces int not null default 0,
  attached boolean not null default false,
  begun timestamptz not null
);
create index file_bid on bids.file (bid);
create table bids.file_piece (
  file uuid not null references bids.file (file) on delete cascade,
  n int not null,
  bytes bytea not null,
  primary key (file, n)
);
alter table bids.file_piece alter column bytes set storage external;

-- The same files inside a sealed part: their ciphertext (see SealedFile) in pieces of 1 MiB. Each belongs to the part whose content holds its key; `part` is that part's ciphertext reference.
create table bids.sealed_file (
  part uuid not null,
  file uuid not null,
  n int not null,
  bid uuid not null,
  version integer not null,
  bytes bytea not null,
  primary key (part, file, n)
);
alter table bids.sealed_file alter column bytes set storage external;
create index sealed_file_bid on bids.sealed_file (bid, version);
