create schema if not exists reports;
