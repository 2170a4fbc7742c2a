-- What a person decides about a message that was set aside is a fact of the log. Where it was noted here before, the notes stay.
do $$
begin
  if not exists (select from messaging.settled_letter) then drop table messaging.settled_letter; end if;
end $$;
