using JasperFx.Events;
using Marten;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Organisations;

/// <summary>
/// Who publishes, approves or opens has accepted their own invitation, and owes neither their place nor a duty to anybody who wrote the
/// tender. An administrator whom an author brought in during the last 30 days counts as the author.
/// </summary>
public static class Independence
{
    private static readonly TimeSpan Recently = TimeSpan.FromDays(30);

    /// <summary>What makes somebody's word count in a procurement, or lets them give it to others.</summary>
    private static readonly string[] Weighty = [Roles.Author, Roles.Approver, Roles.Opener, Roles.OrganisationAdministrator];

    private sealed record Gift(Guid By, DateTimeOffset At);

    /// <summary>Whether somebody's second pair of eyes would be one of the authors' own.</summary>
    public static async Task<bool> IsMissingAsync(
        IDocumentStore store,
        Guid organisation,
        Guid person,
        IReadOnlySet<Guid> authors,
        CancellationToken cancel
    )
    {
        var (consented, gifts) = await PlaceAsync(store, organisation, person, cancel);
        return !consented || await OwedAsync(store, organisation, gifts, authors, [person], cancel);
    }

    private static async Task<bool> OwedAsync(
        IDocumentStore store,
        Guid organisation,
        IEnumerable<Gift> gifts,
        IReadOnlySet<Guid> authors,
        HashSet<Guid> seen,
        CancellationToken cancel
    )
    {
        foreach (var (by, at) in gifts)
        {
            if (authors.Contains(by))
                return true;
            if (!seen.Add(by))
                continue;
            var (_, theirs) = await PlaceAsync(store, organisation, by, cancel);
            if (await OwedAsync(store, organisation, theirs.Where(g => g.At > at - Recently), authors, seen, cancel))
                return true;
        }
        return false;
    }

    // What a person was given in this organisation by others, since they came last.
    private static async Task<(bool Consented, IReadOnlyList<Gift> Gifts)> PlaceAsync(
        IDocumentStore store,
        Guid organisation,
        Guid person,
        CancellationToken cancel
    )
    {
        var consented = false;
        List<Gift> gifts = [];
        IReadOnlyList<string> roles = [];
        foreach (var e in await store.ReadStreamAsync(UuidV5.Of(organisation, $"membership:{person}"), cancel: cancel))
            switch (e.Data)
            {
                case MembershipInvited f:
                    (consented, gifts, roles) = (false, [new Gift(f.By, e.Timestamp)], f.Roles);
                    break;
                case MembershipAccepted:
                    consented = true;
                    break;
                case MembershipGranted f:
                    (consented, gifts, roles) = (f.By == person || f.By == Actor.System.Person, [new Gift(f.By, e.Timestamp)], f.Roles);
                    break;
                case MembershipRolesChanged f:
                    if (f.Roles.Except(roles).Intersect(Weighty).Any())
                        gifts.Add(new Gift(f.By, e.Timestamp));
                    roles = f.Roles;
                    break;
                case MembershipEnded:
                    (consented, gifts, roles) = (false, [], []);
                    break;
            }
        return (consented, [.. gifts.Where(g => g.By != person && g.By != Actor.System.Person)]);
    }
}
