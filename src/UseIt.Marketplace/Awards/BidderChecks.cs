using System.Collections.Immutable;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Awards;

/// <summary>What is looked at before a bidder may win (Procurement Act 2023, sections 26 to 28, 57 and 59 to 62).</summary>
public enum CheckKind
{
    /// <summary>The grounds of Schedules 6 and 7.</summary>
    Exclusion,

    /// <summary>The debarment list.</summary>
    Debarment,
}

public enum CheckResult
{
    Clear,

    /// <summary>Something was found, and the supplier may stay for the reason given.</summary>
    MayStay,

    /// <summary>Something was found for which its bid must be disregarded.</summary>
    MustGo,
}

/// <summary>A firm outside the bid's team whose work or standing the bid rests on.</summary>
public sealed record Subcontractor(Guid SubcontractorId, string Name);

/// <summary>The last look at one party in one respect: where, when, and what came of it.</summary>
public sealed record RecordedCheck(Guid PartyId, CheckKind Kind, string Looked, DateOnly On, CheckResult Result, string? Reason, Guid By);

/// <summary>
/// The checks of all bidders of one tender, whatever lots they bid for: each bidder, member and relied-on subcontractor is looked at once.
/// </summary>
public sealed record BidderChecks(
    ImmutableDictionary<(Guid Party, CheckKind Kind), RecordedCheck> Recorded,
    ImmutableDictionary<Guid, IReadOnlyList<Subcontractor>> Subcontractors
) : IState<BidderChecks>
{
    public static BidderChecks Empty { get; } =
        new(ImmutableDictionary<(Guid, CheckKind), RecordedCheck>.Empty, ImmutableDictionary<Guid, IReadOnlyList<Subcontractor>>.Empty);

    public static IReadOnlyList<CheckKind> Kinds { get; } = [CheckKind.Exclusion, CheckKind.Debarment];

    public static Guid IdOf(Guid tender) => UuidV5.Of(tender, "bidder-checks");

    /// <summary>Everybody who stands behind a bid: lead, members, and the subcontractors it rests on.</summary>
    public IReadOnlyList<Guid> PartiesOf(Bidder bidder) =>
        [
            .. bidder.Members.Prepend(bidder.LeadId).Distinct(),
            .. Subcontractors.GetValueOrDefault(bidder.BidId, []).Select(s => s.SubcontractorId),
        ];

    /// <summary>In which respects a party has not been looked at yet.</summary>
    public IReadOnlyList<CheckKind> Lacking(Guid party) => [.. Kinds.Where(k => !Recorded.ContainsKey((party, k)))];

    public IReadOnlyList<RecordedCheck> Of(Guid party) =>
        [.. Kinds.Select(k => Recorded.GetValueOrDefault((party, k))).OfType<RecordedCheck>()];

    /// <summary>Whether everybody behind a bid has been looked at, and it was said whether it rests on subcontractors.</summary>
    public bool IsComplete(Bidder bidder) => Subcontractors.ContainsKey(bidder.BidId) && PartiesOf(bidder).All(p => Lacking(p).Count == 0);

    /// <summary>Whether somebody behind a proposed award must be excluded, as it was found before or since.</summary>
    public bool MustGo(Award award) =>
        award.Suppliers is [var lead, ..] && MustGo(new Bidder(award.BidId, lead, award.ConsortiumId, award.Suppliers));

    public bool MustGo(Bidder bidder) => PartiesOf(bidder).SelectMany(Of).Any(c => c.Result == CheckResult.MustGo);

    public string? NameOf(Guid subcontractor) =>
        Subcontractors.Values.SelectMany(s => s).FirstOrDefault(s => s.SubcontractorId == subcontractor)?.Name;

    public BidderChecks Evolve(object fact) =>
        fact switch
        {
            BidderChecked e => this with { Recorded = Recorded.SetItem((e.Check.PartyId, e.Check.Kind), e.Check) },
            SubcontractorsNamed e => this with { Subcontractors = Subcontractors.SetItem(e.BidId, e.Subcontractors) },
            _ => this,
        };
}
