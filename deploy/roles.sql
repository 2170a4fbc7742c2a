-- For docker-compose.yml, on an empty server. In a real installation give the roles passwords of your own: docs/running.md.
create role useit_owner login password 'owner';
create role useit_app login password 'app';
create database marketplace owner useit_owner;
\connect marketplace
alter default privileges for role useit_owner grant usage on schemas to useit_app;
alter default privileges for role useit_owner grant select, insert, update, delete on tables to useit_app;
alter default privileges for role useit_owner grant usage, select, update on sequences to useit_app;
