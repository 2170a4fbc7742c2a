-- What a template includes is part of it: kept with it, and in its digest.
alter table reports.template add column parts jsonb not null default '{}';
