-- Waits until nobody is writing the stream, or about to start it; then tells the position of a commit's last fact, if its first one is in the log.
create function events.settled(first uuid, first_stream uuid, first_version bigint, last_stream uuid, last_version bigint) returns bigint
language plpgsql volatile set lock_timeout = '2s'
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(first_stream::text, 11));
  perform from events.mt_streams where id = first_stream for update;
  return (
    select seq_id from events.mt_events
    where stream_id = last_stream and version = last_version
    and exists (select from events.mt_events where stream_id = first_stream and version = first_version and id = first)
  );
end $$;
