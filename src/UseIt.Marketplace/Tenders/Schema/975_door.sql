-- How far each node speaks for itself: no bid is on its way there that arrived by this instant and has not made itself known. A tender
-- closes when every node has spoken for its deadline. The one process of a private store has no name among the nodes: all zeros.
create table tenders.door (
  node uuid primary key,
  through timestamptz not null
);
