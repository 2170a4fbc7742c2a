using Marten;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>Names who may open the bids and how many of them it takes; the tender's opening key is made, held by the server.</summary>
public sealed record NameOpeners(Guid TenderId, IReadOnlyList<Guid> Openers, int Needed = 2) : Message, ICommand;

public static class NameOpenersHandler
{
    internal const int FewestNeeded = 2;

    public static readonly Refusal TooFew = new("openers-too-few", "openers", "Name at least as many openers as are needed");
    public static readonly Refusal NeededTooFew = new("openers-needed-too-few", "needed", "At least 2 people must open the bids together");

    public static Refusal NotAnOpener(int n) =>
        new("opener-without-role", $"openers[{n}]", "Name people who have the opener role in your organisation");

    public static Refusal Wrote(int n) => new("opener-wrote-tender", $"openers[{n}]", "Whoever wrote the tender cannot open its bids");

    public static Refusal Owed(int n) =>
        new("opener-owes-author", $"openers[{n}]", "Name openers whom an administrator has invited who did not write this tender");

    public sealed record Found(IReadOnlySet<Guid> OpenersOfBuyer, IReadOnlySet<Guid> Authors, HolderKey Key, IReadOnlySet<Guid> Owing);

    public static Access Authorise(Actor actor, Tender tender) => tender.AccessOf(actor, Roles.Author, Roles.Approver);

    public static async Task<Found> Load(
        NameOpeners command,
        Tender tender,
        Memberships memberships,
        IDocumentStore store,
        OpeningKeys keys,
        CancellationToken cancel
    )
    {
        var openers = (await memberships.InAsync(tender.BuyerId, cancel))
            .Where(m => m.Roles.Contains(Roles.Opener))
            .Select(m => m.Person)
            .ToHashSet();
        var authors = await Authorship.OfAsync(store, command.TenderId, cancel);
        var owing = new HashSet<Guid>();
        foreach (var opener in command.Openers.Distinct().Where(openers.Contains))
            if (await Independence.IsMissingAsync(store, tender.BuyerId, opener, authors, cancel))
                owing.Add(opener);
        return new Found(openers, authors, await keys.EnsureAsync(command.TenderId, cancel), owing);
    }

    public static Decision Handle(NameOpeners command, Tender tender, Found found)
    {
        if (tender.NotDraft() is { } no)
            return no;
        var openers = command.Openers.Distinct().ToArray();
        var refusals = new List<Refusal>();
        if (command.Needed < FewestNeeded)
            refusals.Add(NeededTooFew);
        if (openers.Length < command.Needed)
            refusals.Add(TooFew);
        for (var i = 0; i < command.Openers.Count; i++)
        {
            if (!found.OpenersOfBuyer.Contains(command.Openers[i]))
                refusals.Add(NotAnOpener(i));
            else if (found.Authors.Contains(command.Openers[i]))
                refusals.Add(Wrote(i));
            else if (found.Owing.Contains(command.Openers[i]))
                refusals.Add(Owed(i));
        }
        if (refusals.Count > 0)
            return Decision.Refuse([.. refusals]);
        var named = Decision.On<Tender>(
            command.TenderId,
            new OpenersNamed(command.TenderId, OpeningMode.ServerHeld, openers, command.Needed)
        );
        return tender.OpeningKey is null
            ? named.And<Tender>(command.TenderId, new OpeningKeyMade(command.TenderId, found.Key.KeyId, found.Key.PublicKey))
            : named;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<NameOpeners>("POST", "/api/v1/tenders/{tenderId}/openers", Editors.AuthorOrApprover);
}
