-- A link may also be one that somebody has had mailed: whose it is shows when it is used. The address, key and code rest under the
-- protection ring; what the address is looked up by is a digest.
alter table secrets.sign_in_link
  alter column person drop not null,
  add column id uuid null unique,
  add column address varchar null,
  add column sealed varchar null,
  add column joining boolean not null default false,
  add column back varchar null,
  add column tries integer not null default 0;
create index sign_in_link_address on secrets.sign_in_link (address) where address is not null;
create index sign_in_link_person on secrets.sign_in_link (person) where person is not null;
