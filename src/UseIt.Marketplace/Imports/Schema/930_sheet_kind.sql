-- Sheets of several kinds wait here: each is found by those of its kind alone, and a heading may mean something else in each.
alter table imports.file add column kind varchar not null default 'cases';
alter table imports.heading add column kind varchar not null default 'cases';
alter table imports.heading drop constraint heading_pkey;
alter table imports.heading add primary key (organisation, kind, heading);
