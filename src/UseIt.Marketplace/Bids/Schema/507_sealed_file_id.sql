-- Whether a bid has a file of this id is asked before a document is taken under it.
create index sealed_file_file on bids.sealed_file (file);
