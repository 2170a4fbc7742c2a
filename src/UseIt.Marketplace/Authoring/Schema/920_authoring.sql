create schema authoring;
-- The texts that people here have published as templates, by their digest; which of them counts is a fact.
create table authoring.template_text (
  sha256 varchar primary key,
  text varchar not null,
  stored timestamptz not null default events.clock()
);
-- What somebody is writing and has not published: each author's own, with the version of the template it goes back to.
create table authoring.template_draft (
  template uuid not null,
  author uuid not null,
  text varchar not null,
  seen integer not null,
  at timestamptz not null default events.clock(),
  primary key (template, author)
);
