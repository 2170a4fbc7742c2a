#!/bin/sh
# For docker-compose.yml, on an empty server; in a real installation: docs/running.md.
set -eu
psql -v ON_ERROR_STOP=1 -U postgres -v owner="$USEIT_OWNER" -v app="$USEIT_APP" -v secrets="$USEIT_SECRETS" <<'SQL'
create role useit_owner login password :'owner';
create role useit_app login password :'app';
create role useit_secrets login password :'secrets';
grant useit_app to useit_owner;
create database marketplace owner useit_owner;
SQL
