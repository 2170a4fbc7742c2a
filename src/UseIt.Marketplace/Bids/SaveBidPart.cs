using Marten;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// Saves what the acting member answers to a requirement. The words go into the encrypted drafts; the log learns only that there are some.
/// </summary>
/// <param name="BidId">The bid.</param>
/// <param name="RequirementId">What is answered.</param>
/// <param name="Answer">The words, the promise or the prices.</param>
/// <param name="Revision">The revision the writer had seen; where a colleague has saved another since, this is refused instead of
/// overwriting it.</param>
/// <param name="FromFile">Items of the member's own bid-ready file, taken in as they stand now; what was taken in before stays as it was.
/// </param>
public sealed record SaveBidPart(
    Guid BidId,
    Guid RequirementId,
    BidAnswer Answer,
    int? Revision = null,
    IReadOnlyList<Guid>? FromFile = null
) : Message, ICommand;

public static class SaveBidPartHandler
{
    public static readonly Refusal NotYours = new(
        "part-not-yours",
        "requirementId",
        "Another member answers this. Ask the lead to assign it to you"
    );
    public static readonly Refusal PackageNotYours = new(
        "work-package-not-yours",
        "answer.prices",
        "Enter prices for the work packages your organisation is accountable for, and name the work package of each"
    );

    public static readonly Refusal SharedHere = new(
        "shared-made-here",
        "answer.shared",
        "Name the items in fromFile. What they say is taken from the bid-ready file itself"
    );
    public static readonly Refusal ItemUnknown = new(
        "bid-ready-item-unknown",
        "fromFile",
        "Choose items of your own organisation's bid-ready file"
    );

    public static Refusal Overtaken(int revision) =>
        new(
            "part-changed",
            "revision",
            $"A colleague has saved this part since you opened it. Open revision {revision}, bring your changes into it and save again",
            new Dictionary<string, object?> { ["revision"] = revision }
        );

    public sealed record Kept(TenderForBids Tender, ConsortiumForBids? Consortium, string? Digest, bool ItemsKnown);

    public static Access Authorise(Actor actor, Bid bid) => bid.Member(actor);

    public static async Task<Kept> Load(
        SaveBidPart command,
        Stream<Bid> bid,
        Actor actor,
        Streams streams,
        Drafts drafts,
        BidContents contents,
        IDocumentStore store,
        CancellationToken cancel
    )
    {
        var tender = (await streams.PeekAsync<TenderForBids>(bid.State.TenderId, cancel)).State;
        var consortium = await ConsortiumForBids.OfAsync(bid.State, streams, cancel);
        if (Faults(command, bid.State, tender, consortium, actor).Any())
            return new Kept(tender, consortium, null, true);
        var part = new PartKey(command.RequirementId, actor.Organisation!.Value);
        var shared = await SharedAsync(command, bid, part, streams, contents, store, cancel);
        return shared is null
            ? new Kept(tender, consortium, null, false)
            : new Kept(
                tender,
                consortium,
                await drafts.KeepAsync(command.BidId, part, command.Answer with { Shared = shared.Count > 0 ? shared : null }, cancel),
                true
            );
    }

    // What is in the bid already stays as it was frozen; null where an item is not in the file.
    private static async Task<IReadOnlyList<SharedItem>?> SharedAsync(
        SaveBidPart command,
        Stream<Bid> bid,
        PartKey part,
        Streams streams,
        BidContents contents,
        IDocumentStore store,
        CancellationToken cancel
    )
    {
        if (command.FromFile is not { Count: > 0 } wanted)
            return [];
        var before = bid.State.Parts.ContainsKey(part) ? (await contents.ReadAsync(bid, cancel)).GetValueOrDefault(part)?.Shared ?? [] : [];
        var file = await streams.PeekAsync<ReadyFile>(ReadyFile.IdOf(part.MemberId), cancel);
        var now = await store.ClockAsync(cancel);
        var shared = wanted
            .Distinct()
            .Select(id =>
                before.FirstOrDefault(i => i.ItemId == id)
                ?? (file.State.Items.TryGetValue(id, out var item) ? SharedItem.Freeze(item, file.Version, now) : null)
            )
            .ToArray();
        return shared.Contains(null) ? null : [.. shared.OfType<SharedItem>()];
    }

    public static Decision Handle(SaveBidPart command, Bid bid, Actor actor, Kept kept)
    {
        Refusal[] faults = [.. Faults(command, bid, kept.Tender, kept.Consortium, actor)];
        if (faults.Length > 0)
            return Decision.Refuse(faults);
        if (!kept.ItemsKnown)
            return ItemUnknown;
        var member = actor.Organisation!.Value;
        var requirement = kept.Tender.Asked(bid.Lots, command.RequirementId)!;
        var part = new PartKey(command.RequirementId, member);
        var complete =
            (!command.Answer.IsBlank || command.FromFile is { Count: > 0 })
            && (
                requirement.Kind == RequirementKind.Price
                || !BidCheck.Of(requirement, member, new Dictionary<PartKey, BidAnswer> { [part] = command.Answer }).Any()
            );
        var revision = (bid.Parts.GetValueOrDefault(part)?.Revision ?? 0) + 1;
        return Decision
            .On<Bid>(command.BidId, new BidPartSaved(command.BidId, command.RequirementId, member, revision, complete, kept.Digest!))
            .Answering(
                new
                {
                    command.RequirementId,
                    revision,
                    complete,
                }
            );
    }

    private static IEnumerable<Refusal> Faults(
        SaveBidPart command,
        Bid bid,
        TenderForBids tender,
        ConsortiumForBids? consortium,
        Actor actor
    )
    {
        var (member, terms) = (actor.Organisation!.Value, consortium?.Terms);
        if ((bid.MayNotWrite(tender, consortium, actor) ?? bid.WhyNotTheirs(tender, new PartKey(command.RequirementId, member))) is { } no)
            return [no];
        var requirement = tender.Asked(bid.Lots, command.RequirementId)!;
        var revision = bid.Parts.GetValueOrDefault(new PartKey(command.RequirementId, member))?.Revision ?? 0;
        if (command.Revision is { } seen && seen != revision)
            return [Overtaken(revision)];
        var faults = command.Answer.Faults().ToList();
        if (command.Answer.Shared is not null)
            faults.Add(SharedHere);
        if (requirement.Kind == RequirementKind.Price && terms is not null)
        {
            var own = terms
                .WorkPackages.Where(w => w.LotId == requirement.LotId && w.Accountable == member)
                .Select(w => w.WorkPackageId)
                .ToHashSet();
            if ((command.Answer.Prices ?? []).Any(l => l.WorkPackageId is not { } package || !own.Contains(package)))
                faults.Add(PackageNotYours);
        }
        return faults;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<SaveBidPart>("PUT", "/api/v1/bids/{bidId}/parts/{requirementId}", BidAccess.Team);
}
