using System.Text.Json;
using Marten;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Consortia;

/// <summary>A member on the consortium's page, with where it stands.</summary>
public sealed record MemberShown(
    Guid OrganisationId,
    string Name,
    string? Role,
    Share? Share,
    bool Joined,
    bool Accepted,
    DateTimeOffset? AcceptedAt,
    string? Message = null
);

/// <summary>The terms as the members read them.</summary>
public sealed record TermsShown(
    int Edition,
    string Sha256,
    bool Agreed,
    IReadOnlyList<Guid> Awaited,
    Guid LeadId,
    IReadOnlyList<TermsMember> Members,
    IReadOnlyList<Guid> Lots,
    IReadOnlyList<WorkPackage> WorkPackages,
    Money? PriceCeiling,
    string Liability,
    string Agreement,
    string Statement
)
{
    /// <summary>Whether every member sees all members' prices, once all have accepted.</summary>
    public bool OpenBook { get; init; }

    /// <summary>Members who have not accepted yet and have let the lead do it, for the lead.</summary>
    public IReadOnlyList<Guid> MandatesGiven { get; init; } = [];
}

/// <summary>
/// A consortium as its members see it. Who is only invited sees who asks, for what part, which lots and until when; neither partners, terms
/// nor coverage.
/// </summary>
public sealed record ConsortiumShown(
    Guid ConsortiumId,
    long Version,
    string Name,
    Guid LeadId,
    Guid? TenderId,
    string? TenderTitle,
    bool Agreed,
    bool Dissolved,
    bool Invited,
    IReadOnlyList<MemberShown> Members,
    TermsShown? Terms,
    IReadOnlyList<LotCoverage> Coverage
)
{
    /// <summary>The lots it is for: of the terms where there are any, else of the tender.</summary>
    public IReadOnlyList<string> Lots { get; init; } = [];

    public DateTimeOffset? Deadline { get; init; }

    /// <summary>What whoever is invited promises before anything more is shown.</summary>
    public Confidentiality? Confidentiality { get; init; }
}

/// <summary>
/// The terms that one organisation has accepted last, as it signed them: for it alone, also once it has left. Nothing of what came later.
/// </summary>
public sealed record AcceptedTerms(
    Guid ConsortiumId,
    string Name,
    int Edition,
    string Sha256,
    DateTimeOffset AcceptedAt,
    DateTimeOffset? LeftAt,
    Guid LeadId,
    IReadOnlyDictionary<Guid, string> Names,
    IReadOnlyList<TermsMember> Members,
    IReadOnlyList<Guid> Lots,
    IReadOnlyList<WorkPackage> WorkPackages,
    Money? PriceCeiling,
    string Liability,
    string Agreement,
    string Statement
)
{
    /// <summary>Whether every member was to see all members' prices.</summary>
    public bool OpenBook { get; init; }
}

/// <summary>Reads a consortium for one of its members; for everybody else there is none.</summary>
public sealed class ConsortiumReader(IDocumentStore store, NpgsqlDataSource database, Partners partners, Vault vault)
{
    public async Task<ConsortiumShown?> ReadAsync(Guid id, Actor actor, CancellationToken cancel)
    {
        var stream = await store.FetchAsync<Consortium>(id, cancel);
        var consortium = stream.State;
        if (!consortium.MayLook(actor))
            return null;
        var isPartner = consortium.IsPartner(actor.Organisation);
        var organisations = await partners.OfAsync(database, [.. consortium.Partners, .. consortium.Invited.Keys], cancel);
        var tender = consortium.TenderId is { } tenderId
            ? (await store.FetchAsync<TenderForConsortia>(tenderId, cancel)).State
            : TenderForConsortia.Empty;
        return new ConsortiumShown(
            id,
            stream.Version,
            consortium.Name,
            consortium.LeadId,
            consortium.TenderId,
            consortium.TenderId is null ? null : tender.Title,
            consortium.IsAgreed,
            consortium.Dissolved,
            !isPartner,
            [.. Members(consortium, organisations, actor, isPartner)],
            isPartner ? await TermsAsync(consortium, actor, cancel) : null,
            isPartner ? Covering(consortium, tender, organisations) : []
        )
        {
            Lots =
            [
                .. tender.Lots.Where(l => consortium.Terms is not { } terms || terms.Lots.Contains(l.Key)).Select(l => l.Value).Order(),
            ],
            Deadline = tender.Deadline,
            Confidentiality = isPartner ? null : Confidentiality.Present,
        };
    }

    private static IEnumerable<MemberShown> Members(Consortium consortium, IReadOnlyDictionary<Guid, Partner> known, Actor actor, bool all)
    {
        foreach (var id in consortium.Partners.Where(p => all || p == consortium.LeadId))
        {
            var terms = consortium.Terms?.Members.FirstOrDefault(m => m.OrganisationId == id);
            var accepted = consortium.Accepted.GetValueOrDefault(id);
            yield return new MemberShown(
                id,
                Name(id),
                all ? terms?.Role ?? consortium.InvitedFor.GetValueOrDefault(id) : null,
                all ? terms?.Share : null,
                true,
                all && accepted is not null,
                all ? accepted?.Signature.At : null
            );
        }
        foreach (var (id, invitation) in consortium.Invited)
            if (all || id == actor.Organisation)
                yield return new MemberShown(id, Name(id), invitation.Role, null, false, false, null, invitation.Message);

        string Name(Guid id) => known.GetValueOrDefault(id)?.Name ?? "An organisation";
    }

    /// <summary>What has changed since the terms this organisation accepted last; nothing where it has accepted none.</summary>
    public async Task<IReadOnlyList<TermsChange>> ChangesAsync(Guid id, Guid organisation, CancellationToken cancel)
    {
        var facts = (await store.ReadStreamAsync(id, cancel: cancel)).Select(e => e.Data).ToArray();
        var proposed = facts.OfType<TermsProposed>().ToDictionary(p => p.Edition, p => p.Terms);
        if (facts.OfType<TermsAccepted>().LastOrDefault(a => a.OrganisationId == organisation) is not { } accepted || proposed.Count == 0)
            return [];
        var (before, after) = (proposed[accepted.Edition], proposed[proposed.Keys.Max()]);
        var names = await partners.OfAsync(database, [.. before.Members.Concat(after.Members).Select(m => m.OrganisationId)], cancel);
        var ceilings = await vault.RevealAsync([before.PriceCeiling, after.PriceCeiling], cancel);
        return TermsChange.Between(
            before,
            after,
            Ceiling(ceilings[0]),
            Ceiling(ceilings[1]),
            o => names.GetValueOrDefault(o)?.Name ?? "An organisation"
        );
    }

    /// <summary>What the actor's organisation has accepted last; null where it has accepted nothing.</summary>
    public async Task<AcceptedTerms?> AcceptedAsync(Guid id, Actor actor, CancellationToken cancel)
    {
        if (actor.Organisation is not { } organisation || !(ConsortiumAccess.Speaks(actor) || actor.Has(Roles.Member)))
            return null;
        var facts = (await store.ReadStreamAsync(id, cancel: cancel)).ToArray();
        if (facts.Select(e => e.Data).OfType<TermsAccepted>().LastOrDefault(a => a.OrganisationId == organisation) is not { } accepted)
            return null;
        var (edition, terms) = (
            accepted.Edition,
            facts.Select(e => e.Data).OfType<TermsProposed>().Last(t => t.Edition == accepted.Edition)
        );
        var name = facts.Select(e => e.Data).OfType<ConsortiumProposed>().First().Name;
        var names = await partners.OfAsync(database, [.. terms.Terms.Members.Select(m => m.OrganisationId)], cancel);
        var left = facts.LastOrDefault(e =>
            e.Data is PartnerLeft f && f.OrganisationId == organisation || e.Data is PartnerJoined j && j.OrganisationId == organisation
        );
        return new AcceptedTerms(
            id,
            name,
            edition,
            accepted.Sha256,
            accepted.Signature.At,
            left is { Data: PartnerLeft } ? left.Timestamp : null,
            terms.Terms.LeadId,
            terms.Terms.Members.ToDictionary(
                m => m.OrganisationId,
                m => names.GetValueOrDefault(m.OrganisationId)?.Name ?? "An organisation"
            ),
            terms.Terms.Members,
            terms.Terms.Lots,
            terms.Terms.WorkPackages,
            Ceiling((await vault.RevealAsync([terms.Terms.PriceCeiling], cancel))[0]),
            terms.Terms.Liability,
            terms.Terms.Agreement,
            AcceptTermsHandler.Statement(name, edition)
        )
        {
            OpenBook = terms.Terms.OpenBook == true,
        };
    }

    private static Money? Ceiling(string? json) =>
        json is null or Protected.Erased ? null : JsonSerializer.Deserialize<Money>(json, EventJson.Options);

    private async Task<TermsShown?> TermsAsync(Consortium consortium, Actor actor, CancellationToken cancel)
    {
        if (consortium.Terms is not { } terms)
            return null;
        var ceiling = Ceiling((await vault.RevealAsync([terms.PriceCeiling], cancel))[0]);
        return new TermsShown(
            consortium.Edition,
            consortium.Sha256,
            consortium.IsAgreed,
            [.. consortium.Awaited],
            terms.LeadId,
            terms.Members,
            terms.Lots,
            terms.WorkPackages,
            ceiling,
            terms.Liability,
            terms.Agreement,
            AcceptTermsHandler.Statement(consortium.Name, consortium.Edition)
        )
        {
            OpenBook = terms.OpenBook == true,
            MandatesGiven = actor.ActsFor(consortium.LeadId)
                ? [.. consortium.Awaited.Where(m => m != consortium.LeadId && consortium.Mandates.ContainsKey(m))]
                : [],
        };
    }

    private static IReadOnlyList<LotCoverage> Covering(
        Consortium consortium,
        TenderForConsortia tender,
        IReadOnlyDictionary<Guid, Partner> known
    )
    {
        if (!tender.Published)
            return [];
        IReadOnlyList<Partner> members =
        [
            .. consortium.Partners.Select(p => known.GetValueOrDefault(p) ?? new Partner(p, "An organisation", [])),
        ];
        var lots = consortium.Terms is { } terms ? tender.Lots.Where(l => terms.Lots.Contains(l.Key)) : tender.Lots;
        return [.. lots.Select(l => Coverage.Of(l.Key, l.Value, tender.Requirements, members, consortium.Terms?.WorkPackages ?? []))];
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/consortia/{consortiumId:guid}/accepted-terms",
                async (Guid consortiumId, HttpContext http, Actors actors, ConsortiumReader reader) =>
                    await reader.AcceptedAsync(consortiumId, await actors.OfAsync(http, http.RequestAborted), http.RequestAborted)
                        is { } accepted
                        ? Results.Json(accepted, EventJson.Options)
                        : Problems.NotFound()
            )
            .AllowedTo(ConsortiumAccess.Members)
            .WithName("ReadAcceptedTerms")
            .WithTags("Consortia");
        routes
            .MapGet(
                "/api/v1/consortia/{consortiumId:guid}",
                async (
                    Guid consortiumId,
                    HttpContext http,
                    Actors actors,
                    ConsortiumReader reader,
                    Partners partners,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, partners);
                    if (
                        await reader.ReadAsync(consortiumId, await actors.OfAsync(http, http.RequestAborted), http.RequestAborted)
                        is not { } shown
                    )
                        return Problems.NotFound();
                    http.Response.Headers.ETag = $"\"{shown.Version}\"";
                    http.Response.Headers.CacheControl = "no-store";
                    return Results.Json(shown, EventJson.Options);
                }
            )
            .AllowedTo(ConsortiumAccess.Members)
            .WithName("ReadConsortium")
            .WithTags("Consortia");
    }
}
