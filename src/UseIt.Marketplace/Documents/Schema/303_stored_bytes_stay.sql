-- The bytes of a stored document stay as they are until it has been discarded, whatever the application's role is made to do.
-- The owner of the table is not bound by this: restoring puts bytes back.
create function files.is_stored(document uuid) returns boolean
language sql stable
as $$ select exists (select from events.mt_events where stream_id = document and type = 'document_stored') $$;
create function files.is_discarded(document uuid) returns boolean
language sql stable
as $$ select exists (select from events.mt_events where stream_id = document and type = 'document_discarded') $$;
alter table files.chunk enable row level security;
create policy chunk_read on files.chunk for select using (true);
create policy chunk_add on files.chunk for insert with check (not files.is_stored(document));
create policy chunk_append on files.chunk for update using (not files.is_stored(document));
create policy chunk_remove on files.chunk for delete using (not files.is_stored(document) or files.is_discarded(document));
