using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Needs;

/// <summary>
/// Whether what was delivered for a need may be told again as evidence of a contract: evidence by the same organisation, in the same unit,
/// of a period that holds the day. It is flagged, not refused: only people can say whether it is the same hour.
/// </summary>
public sealed class NeedOverlaps(EvidenceOverlaps overlaps)
{
    public static bool MayBeSeenBy(Actor actor, NeedRow need) =>
        actor.ActsFor(need.Accepted?.OrganisationId) || actor.ActsFor(need.Attribution?.AttributedFor);

    public async Task<IReadOnlyList<NeedOverlap>> OfAsync(Actor actor, NeedRow need, CancellationToken cancel) =>
        need is { Accepted: { Quantity: not null, Unit: { } unit } offer, Result.On: var day }
            ?
            [
                .. (
                    await overlaps.SeenAsync(
                        actor,
                        [new Delivery(need.NeedId, offer.OrganisationId, unit, new Period(day, day), [])],
                        null,
                        cancel
                    )
                )
                    .Where(o => o.NeedId is null)
                    .Select(o => new NeedOverlap(o.ContractId, o.CommitmentId, o.Title, o.Quantity, o.Title is null ? null : o.Unit)),
            ]
            : [];
}
