create schema if not exists demo;
-- How far the demo story has come; a story that was interrupted goes on where its commands were last repeated.
create table demo.story (
  one boolean primary key default true check (one),
  told_on date not null,
  finished timestamptz null
);
