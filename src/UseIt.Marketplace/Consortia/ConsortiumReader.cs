using System.Text.Json;
using Npgsql;
using UseIt.EventStore;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Shared;
using UseIt.Messaging;

namespace UseIt.Marketplace.Consortia;

/// <summary>A member on the consortium's page, with where it stands.</summary>
public sealed record MemberShown(Guid OrganisationId, string Name, string? Role, Share? Share, bool Joined, bool Accepted, DateTimeOffset? AcceptedAt);

/// <summary>The terms as the members read them.</summary>
public sealed record TermsShown(int Edition, string Sha256, bool Agreed, IReadOnlyList<Guid> Awaited, Guid LeadId, IReadOnlyList<TermsMember> Members, IReadOnlyList<Guid> Lots, IReadOnlyList<WorkPackage> WorkPackages, Money? PriceCeiling, string Liability, string Agreement, string Statement);

/// <summary>A consortium as its members see it. Who is only invited sees neither terms nor coverage.</summary>
public sealed record ConsortiumShown(Guid ConsortiumId, long Version, string Name, Guid LeadId, Guid? TenderId, string? TenderTitle, bool Agreed, bool Dissolved, bool Invited, IReadOnlyList<MemberShown> Members, TermsShown? Terms, IReadOnlyList<LotCoverage> Coverage);

/// <summary>Reads a consortium for one of its members; for everybody else there is none.</summary>
public sealed class ConsortiumReader(EventStore.EventStore store, Partners partners, Vault vault)
{
    public async Task<ConsortiumShown?> ReadAsync(Guid id, Actor actor, CancellationToken cancel)
    {
        var stream = await store.FetchAsync<Consortium>(id, cancel);
        var consortium = stream.State;
        if (!consortium.MayLook(actor)) return null;
        var isPartner = consortium.IsPartner(actor.Organisation);
        var organisations = await PartnersAsync([.. consortium.Partners, .. consortium.Invited.Keys], cancel);
        var tender = consortium.TenderId is { } tenderId ? (await store.FetchAsync<TenderForConsortia>(tenderId, cancel)).State : TenderForConsortia.Empty;
        return new ConsortiumShown(id, stream.Version, consortium.Name, consortium.LeadId, consortium.TenderId, consortium.TenderId is null ? null : tender.Title, consortium.IsAgreed, consortium.Dissolved,
            !isPartner, [.. Members(consortium, organisations, actor, isPartner)], isPartner ? await TermsAsync(consortium, cancel) : null, isPartner ? Covering(consortium, tender, organisations) : []);
    }

    private static IEnumerable<MemberShown> Members(Consortium consortium, IReadOnlyDictionary<Guid, Partner> known, Actor actor, bool all)
    {
        foreach (var id in consortium.Partners)
        {
            var terms = consortium.Terms?.Members.FirstOrDefault(m => m.OrganisationId == id);
            var accepted = consortium.Accepted.GetValueOrDefault(id);
            yield return new MemberShown(id, Name(id), all ? terms?.Role : null, all ? terms?.Share : null, true, all && accepted is not null, all ? accepted?.Signature.At : null);
        }
        foreach (var (id, role) in consortium.Invited)
            if (all || id == actor.Organisation) yield return new MemberShown(id, Name(id), role, null, false, false, null);

        string Name(Guid id) => known.GetValueOrDefault(id)?.Name ?? "An organisation";
    }

    private async Task<TermsShown?> TermsAsync(Consortium consortium, CancellationToken cancel)
    {
        if (consortium.Terms is not { } terms) return null;
        Money? ceiling = terms.PriceCeiling is { } value && await vault.RevealAsync(value, cancel) is var json && json != Protected.Erased ? JsonSerializer.Deserialize<Money>(json, EventJson.Options) : null;
        return new TermsShown(consortium.Edition, consortium.Sha256, consortium.IsAgreed, [.. consortium.Awaited], terms.LeadId, terms.Members, terms.Lots, terms.WorkPackages, ceiling, terms.Liability, terms.Agreement,
            AcceptTermsHandler.Statement(consortium.Name, consortium.Edition));
    }

    private static IReadOnlyList<LotCoverage> Covering(Consortium consortium, TenderForConsortia tender, IReadOnlyDictionary<Guid, Partner> known)
    {
        if (!tender.Published) return [];
        IReadOnlyList<Partner> members = [.. consortium.Partners.Select(p => known.GetValueOrDefault(p) ?? new Partner(p, "An organisation", []))];
        var lots = consortium.Terms is { } terms ? tender.Lots.Where(l => terms.Lots.Contains(l.Key)) : tender.Lots;
        return [.. lots.Select(l => Coverage.Of(l.Key, l.Value, tender.Requirements, members, consortium.Terms?.WorkPackages ?? []))];
    }

    private async Task<IReadOnlyDictionary<Guid, Partner>> PartnersAsync(Guid[] organisations, CancellationToken cancel)
    {
        await using var command = store.Database.CreateCommand($"select data from {partners.Table} where key = any($1)");
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = organisations });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new Dictionary<Guid, Partner>();
        while (await reader.ReadAsync(cancel))
        {
            var row = JsonSerializer.Deserialize<Partner>(reader.GetFieldValue<byte[]>(0), EventJson.Options)!;
            rows[row.OrganisationId] = row;
        }
        return rows;
    }

    public static void Map(IEndpointRouteBuilder routes)
        => routes.MapGet("/api/v1/consortia/{consortiumId:guid}", async (Guid consortiumId, HttpContext http, Actors actors, ConsortiumReader reader, Partners partners, ReadYourWrite readYourWrite) =>
        {
            await readYourWrite.WaitAsync(http, partners);
            if (await reader.ReadAsync(consortiumId, await actors.OfAsync(http, http.RequestAborted), http.RequestAborted) is not { } shown) return Problems.NotFound();
            http.Response.Headers.ETag = $"\"{shown.Version}\"";
            http.Response.Headers.CacheControl = "no-store";
            return Results.Json(shown, EventJson.Options);
        }).AllowedTo(ConsortiumAccess.Members).WithName("ReadConsortium").WithTags("Consortia");
}
