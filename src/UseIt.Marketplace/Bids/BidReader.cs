using Marten;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Bids;

/// <summary>One thing to write, and how far it is.</summary>
public sealed record TaskShown(
    Guid LotId,
    Guid RequirementId,
    RequirementKind Kind,
    string Title,
    bool Mandatory,
    Guid MemberId,
    bool Yours,
    int Revision,
    bool Complete
)
{
    /// <summary>Whether the reader may read what it says.</summary>
    public bool Readable { get; init; }
}

/// <summary>A bid as its team sees it: what is to be written, by whom, how far it is, and what has arrived. Never the words.</summary>
public sealed record BidShown(
    Guid BidId,
    long Version,
    Guid TenderId,
    string TenderTitle,
    DateTimeOffset Deadline,
    Guid LeadId,
    Guid? ConsortiumId,
    IReadOnlyList<Guid> Members,
    IReadOnlyDictionary<Guid, string> Lots,
    BidStatus Status,
    bool Changed,
    Receipt? Receipt,
    IReadOnlyList<TaskShown> Tasks,
    string Sealing
)
{
    /// <summary>Whether the members have agreed that each of them sees all prices.</summary>
    public bool OpenBook { get; init; }

    /// <summary>When the reader's organisation left the consortium: the bid is shown as it stood then, and only what is its own.</summary>
    public DateTimeOffset? LeftAt { get; init; }
}

/// <summary>A part with its words, for who may read them.</summary>
public sealed record PartShown(
    Guid LotId,
    Guid RequirementId,
    Guid MemberId,
    RequirementKind Kind,
    string Title,
    string Asked,
    int? WordLimit,
    string? Unit,
    int Revision,
    bool Complete,
    BidAnswer? Answer,
    IReadOnlyList<WorkPackage> WorkPackages
)
{
    public IReadOnlyList<FileShown> Files { get; init; } = [];

    /// <summary>What the buyer says of the time, the way and the proof of what is promised, in sentences.</summary>
    public string? Promise { get; init; }

    /// <summary>Which prices are compared.</summary>
    public PriceBasis Basis { get; init; }

    /// <summary>Another's price, which the reader sees because the members agreed on an open book.</summary>
    public bool ByOpenBook { get; init; }

    /// <summary>Whether its member has left the consortium, and can write no more.</summary>
    public bool Closed { get; init; }
}

/// <summary>A file of an answer, for who may read it.</summary>
public sealed record FileShown(Guid FileId, string Title, string MediaType, long Size);

/// <summary>Reads a bid for its own team; for everybody else there is none.</summary>
public sealed class BidReader(IDocumentStore store, BidContents contents, Vault vault)
{
    public async Task<BidShown?> ReadAsync(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await FindAsync(id, actor, cancel) is not { } found)
            return null;
        var (stream, tender) = (found.Bid, found.Tender);
        var bid = stream.State;
        return new BidShown(
            id,
            stream.Version,
            bid.TenderId,
            tender.Title,
            tender.Deadline,
            bid.LeadId,
            bid.ConsortiumId,
            bid.Members,
            bid.Lots.ToDictionary(l => l, l => tender.Lots.GetValueOrDefault(l, "")),
            StatusOf(bid),
            bid.Changed,
            (bid.Submitted ?? bid.Attempts.LastOrDefault())?.Receipt(id),
            [
                .. found
                    .Tasks(actor)
                    .Select(t => t with { Readable = found.MayRead(actor, new PartKey(t.RequirementId, t.MemberId), t.Kind) }),
            ],
            BidAccess.SealingNotice
        )
        {
            OpenBook = found.Terms?.OpenBook == true,
            LeftAt = found.LeftAt,
        };
    }

    /// <summary>The parts the actor may read: its own, all for the lead, and where the book is open everybody's prices.</summary>
    public Task<IReadOnlyList<PartShown>?> PartsAsync(Guid id, Actor actor, CancellationToken cancel) =>
        AgainAsync(() => PartsOnceAsync(id, actor, cancel));

    /// <summary>What still keeps the bid from being submitted: all of it for the lead, the own parts for a member.</summary>
    public Task<IReadOnlyList<Finding>?> CheckAsync(Guid id, Actor actor, CancellationToken cancel) =>
        AgainAsync(() => CheckOnceAsync(id, actor, cancel));

    /// <summary>The ceiling that the members agreed on, for those who agreed on it; null where there is none.</summary>
    public async Task<Money?> CeilingAsync(Guid id, Actor actor, CancellationToken cancel) =>
        await FindAsync(id, actor, cancel) is { LeftAt: null } found
            ? await SubmitBidHandler.CeilingAsync(found.Terms, vault, cancel)
            : null;

    /// <summary>
    /// The lines of the price as the version of the receipt sealed them: for the lead all of them, for a member its own, or where the book
    /// is open those of all present members.
    /// </summary>
    public async Task<IReadOnlyList<PriceLine>> SealedPricesAsync(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await FindAsync(id, actor, cancel) is not { Bid.State: { Withdrawn: false } bid } found || found.Now.State.Withdrawn)
            return [];
        return (bid.Submitted ?? bid.Attempts.LastOrDefault()) is not { } sealedIn
            ? []
            :
            [
                .. from part in await contents.SealedAsync(id, bid, sealedIn, cancel)
                where part.Content.Part == BidPart.Price
                from answer in part.Content.Answers
                where found.MayRead(actor, new PartKey(answer.RequirementId, answer.MemberId), RequirementKind.Price)
                from line in answer.Answer.Prices ?? []
                select line,
            ];
    }

    private async Task<IReadOnlyList<PartShown>?> PartsOnceAsync(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await FindAsync(id, actor, cancel) is not { } found)
            return null;
        var (bid, tender, terms) = (found.Bid.State, found.Tender, found.Terms);
        // Where the words lie is said by how the bid stands now.
        var stands = found.Now;
        var answers = stands.State.Withdrawn ? new Dictionary<PartKey, BidAnswer>() : await contents.ReadAsync(stands, cancel);
        var files = (stands.State.Withdrawn ? [] : await contents.FilesAsync(stands, cancel)).ToLookup(
            f => f.File.Part,
            f => new FileShown(f.File.FileId, f.Description.Title, f.Description.MediaType, f.Description.Size)
        );
        return
        [
            .. from task in found.Tasks(actor)
            let key = new PartKey(task.RequirementId, task.MemberId)
            where found.MayRead(actor, key, task.Kind)
            let asked = tender.Asked(bid.Lots, task.RequirementId)
            select new PartShown(
                task.LotId,
                task.RequirementId,
                task.MemberId,
                task.Kind,
                task.Title,
                asked.Text,
                asked.WordLimit,
                asked.Metric?.Unit,
                task.Revision,
                task.Complete,
                answers.GetValueOrDefault(key),
                task.Kind == RequirementKind.Price && terms is not null
                    ? [.. terms.WorkPackages.Where(w => w.LotId == task.LotId && w.Accountable == task.MemberId)]
                    : []
            )
            {
                Files = [.. files[key]],
                Promise = asked.Metric?.Said() is { Length: > 0 } said ? said.Trim() : null,
                Basis = tender.Basis,
                ByOpenBook = !bid.MayRead(actor, key),
                Closed = found.LeftAt is not null,
            },
        ];
    }

    // Words and log are read one after the other; where the bid moved on in between, both are read again.
    private static async Task<T?> AgainAsync<T>(Func<Task<T?>> read)
        where T : class
    {
        for (var left = 5; ; left--)
        {
            try
            {
                return await read();
            }
            catch (StreamConflictException) when (left > 0) { }
        }
    }

    private async Task<IReadOnlyList<Finding>?> CheckOnceAsync(Guid id, Actor actor, CancellationToken cancel)
    {
        if (await FindAsync(id, actor, cancel) is not { LeftAt: null } found)
            return null;
        var (stream, tender, terms) = (found.Bid, found.Tender, found.Terms);
        var bid = stream.State;
        if (bid.Withdrawn)
            return [new Finding(null, null, null, BidAccess.Withdrawn.Code, BidAccess.Withdrawn.Sentence)];
        var findings = BidCheck
            .Of(bid, tender, await contents.ReadAsync(stream, cancel), terms, await SubmitBidHandler.CeilingAsync(terms, vault, cancel))
            .ToList();
        if (bid.ConsortiumId is not null && terms is null)
            findings.Insert(0, new Finding(null, null, null, SubmitBidHandler.NotAgreed.Code, SubmitBidHandler.NotAgreed.Sentence));
        return actor.ActsFor(bid.LeadId) ? findings : [.. findings.Where(f => f.MemberId == actor.Organisation)];
    }

    /// <summary>A bid as the actor may see it, and as it stands now.</summary>
    private sealed record Found(Stream<Bid> Bid, Stream<Bid> Now, TenderForBids Tender, Terms? Terms, DateTimeOffset? LeftAt)
    {
        // By terms that every member has accepted and that name both: whoever is only invited, has not accepted or has left is in none,
        // and terms that still wait for somebody open nothing.
        public bool MayRead(Actor actor, PartKey part, RequirementKind kind) =>
            Bid.State.MayRead(actor, part)
            || kind == RequirementKind.Price
                && Terms is { OpenBook: true, Members: var members }
                && members.Any(m => actor.ActsFor(m.OrganisationId))
                && members.Any(m => m.OrganisationId == part.MemberId);

        public IEnumerable<TaskShown> Tasks(Actor actor) =>
            LeftAt is null ? BidReader.Tasks(Bid.State, Tender, Terms, actor) : Kept(Bid.State, Tender, actor);
    }

    private async Task<Found?> FindAsync(Guid id, Actor actor, CancellationToken cancel)
    {
        var stream = await store.FetchAsync<Bid>(id, cancel);
        if (!stream.State.MayLook(actor))
            return null;
        var tender = (await store.FetchAsync<TenderForBids>(stream.State.TenderId, cancel)).State;
        if (stream.State.ConsortiumId is not { } consortium)
            return new Found(stream, stream, tender, null, null);
        var members = (await store.FetchAsync<ConsortiumForBids>(consortium, cancel)).State;
        if (members.Partners.Contains(actor.Organisation!.Value))
            return new Found(stream, stream, tender, members.Agreed, null);
        // Who has left sees the bid as it stood at that moment, by the order of the log.
        var left = (await store.ReadStreamAsync(consortium, cancel: cancel)).LastOrDefault(e =>
            e.Data is PartnerLeft f && f.OrganisationId == actor.Organisation
        );
        if (left is null)
            return null;
        var then = Stream<Bid>.Of(id, [.. (await store.ReadStreamAsync(id, cancel: cancel)).Where(e => e.Sequence < left.Sequence)]);
        return then.State.MayLook(actor) ? new Found(then, stream, tender, null, left.Timestamp) : null;
    }

    private static IEnumerable<TaskShown> Kept(Bid bid, TenderForBids tender, Actor actor) =>
        from part in bid.Parts
        where actor.ActsFor(part.Key.MemberId)
        let asked = tender.Asked(bid.Lots, part.Key.RequirementId)
        where asked is not null
        select new TaskShown(
            asked.LotId,
            asked.RequirementId,
            asked.Kind,
            asked.Title,
            asked.Mandatory,
            part.Key.MemberId,
            true,
            part.Value.Revision,
            part.Value.Complete
        );

    private static IEnumerable<TaskShown> Tasks(Bid bid, TenderForBids tender, Terms? terms, Actor actor)
    {
        foreach (var lot in bid.Lots)
        foreach (var requirement in tender.Asked(lot))
        {
            IEnumerable<Guid> authors =
                requirement.Kind != RequirementKind.Price ? [bid.AuthorOf(requirement.RequirementId)]
                : terms is null ? [bid.LeadId]
                : terms.WorkPackages.Where(w => w.LotId == lot).Select(w => w.Accountable).Distinct();
            foreach (var author in authors)
            {
                var saved = bid.Parts.GetValueOrDefault(new PartKey(requirement.RequirementId, author));
                yield return new TaskShown(
                    lot,
                    requirement.RequirementId,
                    requirement.Kind,
                    requirement.Title,
                    requirement.Mandatory,
                    author,
                    actor.ActsFor(author),
                    saved?.Revision ?? 0,
                    saved?.Complete ?? false
                );
            }
        }
    }

    private static BidStatus StatusOf(Bid bid) =>
        bid switch
        {
            { Withdrawn: true } => BidStatus.Withdrawn,
            { Excluded: true } => BidStatus.Excluded,
            { Opened.Count: > 0 } => BidStatus.Opened,
            { Submitted: not null } => BidStatus.Submitted,
            { Undecided: not null } => BidStatus.Received,
            { Attempts.Count: > 0 } => BidStatus.Late,
            _ => BidStatus.Started,
        };

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/bids/{bidId:guid}",
                async (Guid bidId, HttpContext http, Actors actors, BidReader reader) =>
                    Shown(
                        http,
                        await reader.ReadAsync(bidId, await actors.OfAsync(http, http.RequestAborted), http.RequestAborted),
                        b => b,
                        b => b.Version
                    )
            )
            .AllowedTo(BidAccess.Team)
            .WithName("ReadBid")
            .WithTags("Bids");
        routes
            .MapGet(
                "/api/v1/bids/{bidId:guid}/parts",
                async (Guid bidId, HttpContext http, Actors actors, BidReader reader) =>
                    Shown(
                        http,
                        await reader.PartsAsync(bidId, await actors.OfAsync(http, http.RequestAborted), http.RequestAborted),
                        parts => new { Sealing = BidAccess.SealingNotice, items = parts }
                    )
            )
            .AllowedTo(BidAccess.Team)
            .WithName("ReadBidParts")
            .WithTags("Bids");
        routes
            .MapGet(
                "/api/v1/bids/{bidId:guid}/check",
                async (Guid bidId, HttpContext http, Actors actors, BidReader reader) =>
                    Shown(
                        http,
                        await reader.CheckAsync(bidId, await actors.OfAsync(http, http.RequestAborted), http.RequestAborted),
                        found => new
                        {
                            ready = found.Count == 0,
                            findings = found,
                            Sealing = BidAccess.SealingNotice,
                        }
                    )
            )
            .AllowedTo(BidAccess.Team)
            .WithName("CheckBid")
            .WithTags("Bids");
    }

    private static IResult Shown<T>(HttpContext http, T? found, Func<T, object> shape, Func<T, long>? version = null)
        where T : class
    {
        http.Response.Headers.CacheControl = "no-store";
        if (found is null)
            return Problems.NotFound();
        if (version is not null)
            http.Response.Headers.ETag = $"\"{version(found)}\"";
        return Results.Json(shape(found), EventJson.Options);
    }
}
