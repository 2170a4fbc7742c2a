-- Of a message that was set aside the kind of its failure stays; the words of an exception may hold what was in the message. A refusal's words are its codes.
create function wolverine.kind_only() returns trigger
language plpgsql
as $$
begin
  if new.exception_type not like '%.RefusedException' then
    new.exception_message := '';
  end if;
  return new;
end $$;

create trigger kind_only before insert or update of exception_message on wolverine.wolverine_dead_letters
for each row execute function wolverine.kind_only();
