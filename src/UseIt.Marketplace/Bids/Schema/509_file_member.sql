-- What a member has added to its bids is summed up before it may add more.
create index file_member on bids.file (member);
