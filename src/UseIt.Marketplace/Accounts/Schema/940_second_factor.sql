-- When the person of a session last showed a second factor in it.
alter table accounts.session add column factor timestamptz null;
