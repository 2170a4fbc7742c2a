-- What is stored is no upload any more: nobody writes to it, and no sweep of unfinished uploads takes it.
delete from files.upload u using events.mt_streams s where s.id = u.document;
