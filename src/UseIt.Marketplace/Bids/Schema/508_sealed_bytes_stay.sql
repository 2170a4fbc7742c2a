-- What has been received of a bid stays as it is, whatever the application's role is made to do; what lost a race may go.
create function bids.is_received(bid uuid, part uuid) returns boolean
language sql stable
as $$
  select exists (
    select from events.mt_events
    where stream_id = bid and type = 'bid_received'
    and data -> 'parts' @> jsonb_build_array(jsonb_build_object('envelope', jsonb_build_object('ciphertextReference', part))))
$$;
alter table bids.sealed enable row level security;
create policy sealed_read on bids.sealed for select using (true);
create policy sealed_add on bids.sealed for insert with check (not bids.is_received(bid, reference));
create policy sealed_remove on bids.sealed for delete using (not bids.is_received(bid, reference));
alter table bids.sealed_file enable row level security;
create policy sealed_file_read on bids.sealed_file for select using (true);
create policy sealed_file_add on bids.sealed_file for insert with check (not bids.is_received(bid, part));
create policy sealed_file_remove on bids.sealed_file for delete using (not bids.is_received(bid, part));
