create schema if not exists events;
create schema if not exists views;
create schema if not exists secrets;
