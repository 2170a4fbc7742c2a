-- When a key of an organisation's was last used, to the minute.
create table accounts.api_key_use (key uuid primary key, at timestamptz not null);
