using System.Collections.Immutable;
using JasperFx.Events;
using Marten;
using Npgsql;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Notifications;

/// <summary>Looks, whenever somebody may have come to sign for an organisation or sign no more, whether anybody is left who can.</summary>
public sealed class WarnOfSigners()
    : Reaction(
        "warn_of_signers",
        typeof(MembershipGranted),
        typeof(MembershipAccepted),
        typeof(MembershipRolesChanged),
        typeof(MembershipEnded),
        typeof(PersonEnabled),
        typeof(PersonDisabled),
        typeof(PersonErased)
    )
{
    public override IEnumerable<(object Message, DateTimeOffset? Due)> React(IEvent e) =>
        Look(e) is { } look ? [(look with { Cause = e.Id, Position = e.Sequence }, null)] : [];

    private static LookForSigners? Look(IEvent e) =>
        e.Data switch
        {
            MembershipGranted f when f.Roles.Contains(Roles.Signatory) => Look(f.PersonId, f.OrganisationId, mayBeLost: false),
            MembershipAccepted f => Look(f.PersonId, f.OrganisationId, mayBeLost: false),
            MembershipRolesChanged f => Look(f.PersonId, f.OrganisationId, mayBeLost: !f.Roles.Contains(Roles.Signatory)),
            MembershipEnded f => Look(f.PersonId, f.OrganisationId, mayBeLost: true),
            PersonEnabled f => Look(f.PersonId, null, mayBeLost: false),
            PersonDisabled f => Look(f.PersonId, null, mayBeLost: true),
            PersonErased f => Look(f.PersonId, null, mayBeLost: true),
            _ => null,
        };

    private static LookForSigners Look(Guid person, Guid? organisation, bool mayBeLost) =>
        new(Guid.Empty, person, organisation, mayBeLost, 0);
}

/// <summary>
/// Where nobody of an organisation can sign any more and its signature is waited for, its own people are asked for another signatory, and
/// those who wait are told: the lead of a consortium or bid, and the buyer where a contract or a part of an opened bid waits. Where
/// somebody can sign again, what was said of it is settled.
/// </summary>
/// <param name="Cause">The fact that calls for it.</param>
/// <param name="PersonId">Who has come, gone or changed.</param>
/// <param name="OrganisationId">Where; in every place of the person's without one.</param>
/// <param name="MayBeLost">Whether it is possible that a signatory is lost.</param>
/// <param name="Position">Where in the log the fact stands.</param>
public sealed record LookForSigners(Guid Cause, Guid PersonId, Guid? OrganisationId, bool MayBeLost, long Position) : Message, IEffect;

public static class LookForSignersHandler
{
    /// <summary>All are about the organisation that cannot sign, so that one new signatory settles them all.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["signatory-needed", "partner-cannot-sign", "supplier-cannot-sign"];

    private static readonly string[] Own = [Roles.OrganisationAdministrator, Roles.BidManager];
    private static readonly string[] Bidding = [Roles.BidManager, Roles.Signatory];
    private static readonly string[] Buying = [Roles.Author, Roles.Approver];
    private static readonly string[] Contracting = [Roles.Approver, Roles.ContractManager];

    public static async Task Handle(
        LookForSigners message,
        IDocumentStore store,
        NpgsqlDataSource database,
        MyConsortia consortia,
        ContractView contracts,
        ReplacementsAsked replacements,
        LogReaders readers,
        Memberships memberships,
        Post post,
        CancellationToken cancel
    )
    {
        var places = message.OrganisationId is { } one ? [one] : await memberships.PlacesAsync(message.PersonId, Roles.Signatory, cancel);
        foreach (var organisation in places)
        {
            var there = await memberships.InAsync(organisation, cancel);
            if (there.Any(m => m.Roles.Contains(Roles.Signatory)))
                await SettleMessageHandler.Handle(new SettleMessage(organisation, Kinds, Position: message.Position), database, cancel);
            else if (message.MayBeLost && (message.OrganisationId is null || await HadAsync(organisation)))
                await TellAsync(organisation, there);
        }

        async Task<bool> HadAsync(Guid organisation) =>
            Stream<SignerOnce>
                .Of(
                    organisation,
                    [
                        .. (await store.ReadStreamAsync(UuidV5.Of(organisation, $"membership:{message.PersonId}"), cancel: cancel)).Where(
                            e => e.Sequence < message.Position
                        ),
                    ]
                )
                .State.Signs;

        async Task TellAsync(Guid organisation, IReadOnlyList<MembershipRow> there)
        {
            var waits = false;
            var known = await database.CeilingAsync(cancel);
            await readers.WaitAsync(consortia, known, TimeSpan.FromSeconds(10), cancel);
            await readers.WaitAsync(contracts, known, TimeSpan.FromSeconds(10), cancel);
            var joined = new List<Guid>();
            while (
                await consortia.OfAsync(database, organisation, joined.LastOrDefault(), ViewRows.LargestPage, cancel) is { Count: > 0 } page
            )
                joined.AddRange(page.Select(c => c.ConsortiumId));
            foreach (var consortium in await store.FetchAsync<SignaturesOfConsortium>(joined, cancel))
                if (consortium.State.WaitsFor(organisation, there))
                    await ToAsync(consortium.Id, consortium.State.LeadId, Bidding, "partner-cannot-sign", $"/consortia/{consortium.Id}");
            foreach (var asked in await replacements.OfAsync(database, organisation, cancel))
            {
                await ToAsync(asked.BidId, asked.LeadId, Bidding, "partner-cannot-sign", $"/bids/{asked.BidId}/people");
                await ToAsync(asked.BidId, asked.BuyerId, Buying, "supplier-cannot-sign", $"/buyer/tenders/{asked.TenderId}/people");
            }
            Guid? after = null;
            do
            {
                var page = await contracts.OfAsync(database, organisation, after, ViewRows.LargestPage, cancel);
                foreach (
                    var contract in page.Items.Where(c =>
                        c.Stage == "prepared" && c.Suppliers.Contains(organisation) && !c.SignedBy.Contains(organisation)
                    )
                )
                {
                    var link = $"/contracts/{contract.ContractId}";
                    await ToAsync(contract.ContractId, contract.LeadId, Bidding, "partner-cannot-sign", link);
                    await ToAsync(contract.ContractId, contract.BuyerId, Contracting, "supplier-cannot-sign", link);
                }
                after = page.Next;
            } while (after is not null);
            if (waits)
                await TellOneAsync(message.Cause, organisation, Own, "signatory-needed", "/organisation/people");

            // Its own people are told once, whatever waits.
            Task ToAsync(Guid about, Guid whom, string[] roles, string kind, string link)
            {
                waits = true;
                return whom == organisation
                    ? Task.CompletedTask
                    : TellOneAsync(UuidV5.Of(message.Cause, about.ToString()), whom, roles, kind, link);
            }

            Task TellOneAsync(Guid cause, Guid whom, string[] roles, string kind, string link) =>
                NotifyMembersHandler.TellAllAsync(
                    new NotifyMembers(cause, whom, roles, kind, organisation, link, message.Position),
                    [],
                    database,
                    memberships,
                    post,
                    cancel
                );
        }
    }
}

/// <summary>Whether somebody has an accepted place that lets them sign.</summary>
public sealed record SignerOnce(bool Active, bool Signatory) : IState<SignerOnce>
{
    public static SignerOnce Empty { get; } = new(Active: false, Signatory: false);

    public static string StreamType => "membership";

    public bool Signs => Active && Signatory;

    public SignerOnce Evolve(object fact) =>
        fact switch
        {
            MembershipInvited e => new SignerOnce(Active: false, e.Roles.Contains(Roles.Signatory)),
            MembershipGranted e => new SignerOnce(Active: true, e.Roles.Contains(Roles.Signatory)),
            MembershipAccepted => this with { Active = true },
            MembershipRolesChanged e => this with { Signatory = e.Roles.Contains(Roles.Signatory) },
            MembershipEnded => Empty,
            _ => this,
        };
}

/// <summary>Whose acceptance of a consortium's terms is waited for, and who may give it beside signatories.</summary>
public sealed record SignaturesOfConsortium(
    Guid LeadId,
    ImmutableHashSet<Guid> Partners,
    ImmutableHashSet<Guid> Awaited,
    ImmutableDictionary<Guid, Guid> Deputies,
    bool Dissolved
) : IState<SignaturesOfConsortium>
{
    public static SignaturesOfConsortium Empty { get; } = new(Guid.Empty, [], [], ImmutableDictionary<Guid, Guid>.Empty, Dissolved: false);

    public static string StreamType => "consortium";

    /// <summary>Whether this member's acceptance is waited for and no deputy of it is there.</summary>
    public bool WaitsFor(Guid member, IReadOnlyList<MembershipRow> there) =>
        !Dissolved
        && Partners.Contains(member)
        && Awaited.Contains(member)
        && !(Deputies.TryGetValue(member, out var deputy) && there.Any(m => m.Person == deputy));

    public SignaturesOfConsortium Evolve(object fact) =>
        fact switch
        {
            ConsortiumProposed e => this with { LeadId = e.LeadId, Partners = [e.LeadId] },
            PartnerJoined e => this with { Partners = Partners.Add(e.OrganisationId) },
            PartnerLeft e => this with { Partners = Partners.Remove(e.OrganisationId), Deputies = Deputies.Remove(e.OrganisationId) },
            TermsProposed e => this with { Awaited = [.. e.Terms.Members.Select(m => m.OrganisationId)] },
            TermsAccepted e => this with { Awaited = Awaited.Remove(e.OrganisationId) },
            DeputyNamed e => this with { Deputies = Deputies.SetItem(e.OrganisationId, e.Deputy) },
            ConsortiumDissolved => this with { Dissolved = true },
            _ => this,
        };
}
