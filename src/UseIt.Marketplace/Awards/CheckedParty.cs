namespace UseIt.Marketplace.Awards;

/// <summary>Somebody behind a bid, with what was looked at.</summary>
public sealed record CheckedParty(Guid PartyId, string Name, bool IsSubcontractor, IReadOnlyList<RecordedCheck> Checks)
{
    public static string Said(CheckResult result) =>
        result switch
        {
            CheckResult.Clear => "Clear",
            CheckResult.MayStay => "Something found, may stay",
            _ => "Must be excluded",
        };

    public static IReadOnlyList<CheckedParty> Of(IEnumerable<Bidder> bidders, BidderChecks checks, NamedBidders names) =>
        [
            .. bidders
                .SelectMany(checks.PartiesOf)
                .Distinct()
                .Select(p => new CheckedParty(p, checks.NameOf(p) ?? names.Of(p), checks.NameOf(p) is not null, checks.Of(p)))
                .OrderBy(p => p.Name, StringComparer.Ordinal),
        ];
}
