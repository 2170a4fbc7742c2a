-- The key pair of a bid team: bids are sealed to its public half as well, so that the team can read and replace its own bid. The secret is ciphertext under the team's vault key.
create table bids.team_key (
  bid uuid primary key,
  public_key varchar not null,
  secret jsonb not null,
  created timestamptz not null
);
