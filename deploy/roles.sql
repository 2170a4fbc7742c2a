-- For docker-compose.yml, on an empty server. In a real installation give the roles passwords of your own: docs/running.md.
create role useit_owner login password 'owner';
create role useit_app login password 'app';
create role useit_secrets login password 'secrets';
grant useit_app to useit_owner;
create database marketplace owner useit_owner;
