-- What an organisation has announced is summed up before it may announce more.
create index upload_owner on files.upload (owner);
