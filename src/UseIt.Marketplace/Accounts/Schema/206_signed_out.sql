-- When a person was last put out everywhere; what was issued before counts no more, also once they may come back.
create table accounts.signed_out (person uuid primary key, at timestamptz not null);
