using Marten;
using Npgsql;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Notifications;

/// <summary>
/// Tells those whom something about a tender concerns: the buyer's people in these roles, and where bidders are to know, everybody who has
/// begun a bid, brought a consortium together for it or asked a question. Each person once; doing it again changes nothing. It is about the
/// tender, or about what in it is named.
/// </summary>
public sealed record NotifyAboutTender(
    Guid Cause,
    Guid TenderId,
    string Kind,
    IReadOnlyList<string> BuyerRoles,
    bool Bidders,
    Guid? Subject = null,
    long? Position = null
) : Message, IEffect;

public static class NotifyAboutTenderHandler
{
    private static readonly string[] Bidding = [Roles.BidManager, Roles.Signatory];

    public static async Task Handle(
        NotifyAboutTender message,
        IDocumentStore store,
        NpgsqlDataSource database,
        BidTenders bids,
        MyConsortia consortia,
        QuestionsForBuyer questions,
        LogReaders readers,
        Memberships memberships,
        Post post,
        CancellationToken cancel
    )
    {
        // Who asked or joined a moment ago is in the views when they have come so far; one that stands still keeps no mail back.
        if (message.Bidders)
            await readers.WaitAsync(consortia, await database.CeilingAsync(cancel), TimeSpan.FromSeconds(10), cancel);
        var told = new HashSet<Guid>();
        var buyer = (await store.FetchAsync<TenderOwner>(message.TenderId, cancel)).State.BuyerId;
        if (message.BuyerRoles.Count > 0)
            await TellAsync(buyer, message.BuyerRoles, $"/buyer/tenders/{message.TenderId}");
        if (message.Bidders)
            foreach (var organisation in await InterestedAsync(message.TenderId, store, database, bids, consortia, questions, cancel))
                await TellAsync(organisation, Bidding, $"/tenders/{message.TenderId}");

        Task TellAsync(Guid organisation, IReadOnlyList<string> roles, string link) =>
            NotifyMembersHandler.TellAllAsync(
                new NotifyMembers(
                    message.Cause,
                    organisation,
                    roles,
                    message.Kind,
                    message.Subject ?? message.TenderId,
                    link,
                    message.Position
                ),
                told,
                database,
                memberships,
                post,
                cancel
            );
    }

    private static async Task<IReadOnlySet<Guid>> InterestedAsync(
        Guid tender,
        IDocumentStore store,
        NpgsqlDataSource database,
        BidTenders bids,
        MyConsortia consortia,
        QuestionsForBuyer questions,
        CancellationToken cancel
    )
    {
        var interested = new HashSet<Guid>();
        var begun = await store.FetchAsync<BidUnderWay>(await bids.InAsync(database, tender, cancel), cancel);
        var standing = begun.Where(b => !b.State.Over).Select(b => b.State).ToArray();
        interested.UnionWith(standing.Where(b => b.ConsortiumId is null).SelectMany(b => b.Members));
        // Whoever has left a consortium learns no more of its bid.
        foreach (var consortium in await consortia.ForAsync(database, tender, cancel))
            interested.UnionWith(consortium.Partners);
        foreach (
            var consortium in await store.FetchAsync<PartnersNow>(standing.Select(b => b.ConsortiumId).OfType<Guid>().Distinct(), cancel)
        )
            interested.UnionWith(consortium.State.Partners);
        foreach (var question in await store.FetchAsync<Asker>(await questions.OfAsync(database, tender, cancel), cancel))
            interested.Add(question.State.Organisation);
        return interested;
    }
}

/// <summary>Whose tender it is.</summary>
public sealed record TenderOwner(Guid BuyerId) : IState<TenderOwner>
{
    public static TenderOwner Empty { get; } = new(Guid.Empty);

    public static string StreamType => "tender";

    public TenderOwner Evolve(object fact) => fact is TenderDrafted e ? new TenderOwner(e.BuyerId) : this;
}

/// <summary>Who asked a question: known to nobody but the post.</summary>
public sealed record Asker(Guid Organisation) : IState<Asker>
{
    public static Asker Empty { get; } = new(Guid.Empty);

    public static string StreamType => "question";

    public Asker Evolve(object fact) => fact is QuestionAsked e ? new Asker(e.AskedBy) : this;
}
