-- When a message that was not mailed at once is mailed with others; none once that is done, or nobody wants it.
alter table notifications.inbox add column mail_due timestamptz null;
create index inbox_mail_due on notifications.inbox (mail_due) where mail_due is not null;
create index inbox_new on notifications.inbox (subject) where read_at is null;

-- Seven in the morning where people here live, next.
create function notifications.next_morning() returns timestamptz language sql stable as $$
  select ((events.clock() at time zone 'Europe/London' + interval '17 hours')::date + time '07:00') at time zone 'Europe/London'
$$;
