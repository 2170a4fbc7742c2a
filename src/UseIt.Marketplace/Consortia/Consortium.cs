using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Consortia;

/// <summary>What an enterprise is invited for, and what the lead wrote to it.</summary>
public sealed record Invitation(string Role, string? Message);

/// <summary>A member's leave to the lead to accept changed terms for it, within a band of the price ceiling and until an instant.</summary>
public sealed record Leave(Protected? PriceFrom, Protected? PriceTo, DateTimeOffset Until);

public sealed record Consortium(
    string Name,
    Guid LeadId,
    Guid? TenderId,
    IReadOnlyDictionary<Guid, Invitation> Invited,
    IReadOnlyDictionary<Guid, string> InvitedFor,
    IReadOnlyList<Guid> Partners,
    int Edition,
    string Sha256,
    Terms? Terms,
    IReadOnlyDictionary<Guid, TermsAccepted> Accepted,
    IReadOnlyDictionary<Guid, Guid> Deputies,
    IReadOnlyDictionary<Guid, Leave> Mandates,
    int AgreedEdition,
    bool Dissolved
) : IState<Consortium>
{
    private static readonly IReadOnlyDictionary<Guid, TermsAccepted> Nobody = new Dictionary<Guid, TermsAccepted>();

    public static Consortium Empty { get; } =
        new(
            "",
            Guid.Empty,
            null,
            new Dictionary<Guid, Invitation>(),
            new Dictionary<Guid, string>(),
            [],
            0,
            "",
            null,
            Nobody,
            new Dictionary<Guid, Guid>(),
            new Dictionary<Guid, Leave>(),
            0,
            false
        );

    /// <summary>Whether the book was open in the terms that each member accepted last.</summary>
    public IReadOnlyDictionary<Guid, bool> Books { get; init; } = new Dictionary<Guid, bool>();

    public bool IsPartner(Guid? organisation) => organisation is { } id && Partners.Contains(id);

    public bool IsInvited(Guid? organisation) => organisation is { } id && Invited.ContainsKey(id);

    /// <summary>Every member of the present terms has accepted them, and none has left since.</summary>
    public bool IsAgreed =>
        !Dissolved && Terms is not null && AgreedEdition == Edition && Terms.Members.All(m => Partners.Contains(m.OrganisationId));

    /// <summary>The members whose acceptance of the present terms is still missing.</summary>
    public IEnumerable<Guid> Awaited => Terms?.Members.Select(m => m.OrganisationId).Where(m => !Accepted.ContainsKey(m)) ?? [];

    public Consortium Evolve(object fact) =>
        fact switch
        {
            ConsortiumProposed e => this with { Name = e.Name, LeadId = e.LeadId, TenderId = e.TenderId, Partners = [e.LeadId] },
            PartnerInvited e => this with { Invited = Invited.With(e.OrganisationId, new Invitation(e.Role, e.Message)) },
            PartnerJoined e => this with
            {
                Invited = Invited.Without(e.OrganisationId),
                InvitedFor = Invited.TryGetValue(e.OrganisationId, out var invited)
                    ? InvitedFor.With(e.OrganisationId, invited.Role)
                    : InvitedFor,
                Partners = [.. Partners, e.OrganisationId],
            },
            PartnerDeclined e => this with { Invited = Invited.Without(e.OrganisationId) },
            PartnerLeft e => this with
            {
                Partners = [.. Partners.Where(p => p != e.OrganisationId)],
                Deputies = Deputies.Without(e.OrganisationId),
                Mandates = Mandates.Without(e.OrganisationId),
                Books = Books.Without(e.OrganisationId),
            },
            TermsProposed e => this with { Edition = e.Edition, Sha256 = e.Sha256, Terms = e.Terms, Accepted = Nobody },
            TermsAccepted e => this with
            {
                Accepted = Accepted.With(e.OrganisationId, e),
                Books = Books.With(e.OrganisationId, Terms?.OpenBook == true),
            },
            DeputyNamed e => this with { Deputies = Deputies.With(e.OrganisationId, e.Deputy) },
            LeadMandated e => this with { Mandates = Mandates.With(e.OrganisationId, new Leave(e.PriceFrom, e.PriceTo, e.Until)) },
            ConsortiumAgreed e => this with { AgreedEdition = e.Edition },
            ConsortiumDissolved => this with { Dissolved = true },
            _ => this,
        };
}

internal static class Dictionaries
{
    public static IReadOnlyDictionary<Guid, T> With<T>(this IReadOnlyDictionary<Guid, T> all, Guid key, T value) =>
        new Dictionary<Guid, T>(all) { [key] = value };

    public static IReadOnlyDictionary<Guid, T> Without<T>(this IReadOnlyDictionary<Guid, T> all, Guid key)
    {
        var rest = new Dictionary<Guid, T>(all);
        rest.Remove(key);
        return rest;
    }
}
