using UseIt.Marketplace.CommunityAssets;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>
/// Where a finding was used: a tender, a contract, an asset, or a decision in words. It stands once whoever used it confirms it; said by
/// the user itself, it is confirmed.
/// </summary>
public sealed record ReportFindingUse(
    Guid FindingId,
    [property: NewId] Guid UseId,
    FindingUseKind Kind,
    string Words,
    Guid OrganisationId,
    Guid? SubjectId = null
) : Message, ICommand;

/// <summary>A tender or a contract, as a use of a finding refers to it: whose it is, and whether everybody may know of it.</summary>
public sealed record UsedTender(Guid Buyer, bool Public) : IState<UsedTender>
{
    public static UsedTender Empty { get; } = new(Guid.Empty, Public: false);

    public static string StreamType => "tender";

    public UsedTender Evolve(object fact) =>
        fact switch
        {
            TenderDrafted e => this with { Buyer = e.BuyerId },
            TenderPublished => this with { Public = true },
            _ => this,
        };
}

/// <inheritdoc cref="UsedTender"/>
public sealed record UsedContract(IReadOnlyList<Guid> Parties, bool Public) : IState<UsedContract>
{
    public static UsedContract Empty { get; } = new([], Public: false);

    public static string StreamType => "contract";

    public UsedContract Evolve(object fact) =>
        fact switch
        {
            ContractPrepared e => this with { Parties = [.. e.Suppliers, e.BuyerId] },
            ContractSigned => this with { Public = true },
            _ => this,
        };
}

/// <summary>A community asset, as a use of a finding refers to it: whether everybody may know of it.</summary>
public sealed record UsedAsset(bool Mapped, bool Shown, bool Agreed, bool OffMap) : IState<UsedAsset>
{
    public static UsedAsset Empty { get; } = new(Mapped: false, Shown: false, Agreed: false, OffMap: false);

    public static string StreamType => "community_asset";

    public bool Public => Mapped && !OffMap && (Shown || Agreed);

    public UsedAsset Evolve(object fact) =>
        fact switch
        {
            AssetMapped e => this with
            {
                Mapped = e.Kind != AssetKind.Human,
                Shown = e.Ownership != AssetOwnership.NaturalPerson && !e.Sensitive,
            },
            AssetPublicityAgreed => this with { Agreed = true },
            AssetPublicityWithdrawn => this with { Agreed = false },
            AssetTakenOffMap => this with { OffMap = true },
            _ => this,
        };
}

public static class ReportFindingUseHandler
{
    public static readonly Refusal WordsMissing = new("words-missing", "words", "Say what was decided or changed because of the finding");
    public static readonly Refusal NoUser = new("organisation-unknown", "organisationId", "Choose the organisation that used it");
    public static readonly Refusal NoSubject = new(
        "subject-missing",
        "subjectId",
        "Name the published tender, or the signed contract, of the organisation that used the finding, or an asset of the public map"
    );
    public static readonly Refusal NoSuchLink = new("subject-not-wanted", "subjectId", "Say in words which decision it is");

    public sealed record Found(bool IsThere, bool SubjectFits);

    public static Access Authorise(Actor actor, ReportFindingUse command, ResearchFinding finding) =>
        actor.ActsFor(finding.SupportOrganisation, ResearchAccess.Coordinating) ? Access.Granted
        : actor.ActsFor(command.OrganisationId) && (finding.Published || actor.ActsFor(finding.Commissioner))
            ? actor.On(command.OrganisationId, ResearchAccess.Using)
        : actor.On(finding.SupportOrganisation, ResearchAccess.Coordinating);

    public static async Task<Found> Load(ReportFindingUse command, Streams streams, CancellationToken cancel)
    {
        var user = await streams.FetchAsync<OrganisationInResearch>(command.OrganisationId, cancel);
        return new Found(
            user.State.IsThere,
            command switch
            {
                { Kind: FindingUseKind.Tender, SubjectId: { } tender } => await streams.FetchAsync<UsedTender>(tender, cancel)
                    is { State.Public: true } found
                    && found.State.Buyer == command.OrganisationId,
                { Kind: FindingUseKind.Contract, SubjectId: { } contract } => await streams.FetchAsync<UsedContract>(contract, cancel)
                    is { State.Public: true } found
                    && found.State.Parties.Contains(command.OrganisationId),
                { Kind: FindingUseKind.Asset, SubjectId: { } asset } => (await streams.FetchAsync<UsedAsset>(asset, cancel)).State.Public,
                _ => false,
            }
        );
    }

    public static Decision Handle(ReportFindingUse command, ResearchFinding finding, Found found, Actor actor)
    {
        if (finding.Uses.ContainsKey(command.UseId))
            return Decision.Nothing;
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(command.Words))
            wrong.Add(WordsMissing);
        if (!found.IsThere)
            wrong.Add(NoUser);
        // An asset that is on no map is said in words.
        if (
            command.Kind is FindingUseKind.Tender or FindingUseKind.Contract
            || command is { Kind: FindingUseKind.Asset, SubjectId: not null }
        )
        {
            if (!found.SubjectFits)
                wrong.Add(NoSubject);
        }
        else if (command.SubjectId is not null)
            wrong.Add(NoSuchLink);
        if (wrong.Count > 0)
            return Decision.Refuse([.. wrong]);
        var decision = Decision.On<ResearchFinding>(
            command.FindingId,
            new FindingUseReported(
                command.FindingId,
                command.UseId,
                command.Kind,
                command.SubjectId,
                command.Words.Trim(),
                command.OrganisationId,
                actor.Person
            )
        );
        // The word of those who made the finding does not stand for whoever used it, themselves included.
        return actor.ActsFor(command.OrganisationId) && command.OrganisationId != finding.SupportOrganisation
            ? decision.And<ResearchFinding>(
                command.FindingId,
                new FindingUseConfirmed(command.FindingId, command.UseId, command.OrganisationId, actor.Person)
            )
            : decision;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ReportFindingUse>("POST", "/api/v1/research/findings/{findingId}/uses", ResearchAccess.Users, creates: "useId");
}
