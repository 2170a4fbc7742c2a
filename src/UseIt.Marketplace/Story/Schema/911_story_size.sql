-- A story that was interrupted goes on at the size it was begun. Those told before were all small.
alter table demo.story add column small boolean not null default true;
