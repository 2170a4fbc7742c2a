using System.Text.Json;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Consortia;

/// <summary>A member as it is proposed: its role and its share in per cent.</summary>
public sealed record ProposedMember(Guid OrganisationId, string Role, decimal Share);

/// <summary>
/// Puts terms before the members. Terms that say something new start a new edition, which everybody has to accept again; a new layout does
/// not.
/// </summary>
public sealed record ProposeTerms(
    Guid ConsortiumId,
    IReadOnlyList<ProposedMember> Members,
    IReadOnlyList<Guid> Lots,
    IReadOnlyList<WorkPackage> WorkPackages,
    string Liability,
    string Agreement,
    Money? PriceCeiling = null,
    bool OpenBook = false
) : Message, ICommand;

public static class ProposeTermsHandler
{
    public static readonly Refusal AgreementMissing = new("agreement-missing", "agreement", "Enter what the members agree on");
    public static readonly Refusal LiabilityMissing = new(
        "liability-missing",
        "liability",
        "Say how the members are liable, for example jointly and severally"
    );
    public static readonly Refusal LotsMissing = new("terms-lots-missing", "lots", "Choose at least one lot");
    public static readonly Refusal CeilingNotAnAmount = new(
        "price-ceiling-not-an-amount",
        "priceCeiling",
        "Enter a price ceiling above £0"
    );

    public static Refusal NotJoined(int n) =>
        new(
            "member-not-joined",
            $"members[{n}].organisationId",
            "This organisation has not joined yet. Invite it, and wait until it has joined"
        );

    public static Refusal LotUnknown(int n) => new("lot-unknown", $"lots[{n}]", "Choose a lot of the tender");

    public sealed record Ceiling(Protected? Sealed, string Digest);

    public static Access Authorise(Actor actor, Consortium consortium) => consortium.Lead(actor);

    public static async Task<Ceiling> Load(ProposeTerms command, Consortium consortium, Vault vault, CancellationToken cancel)
    {
        var digest = TermsDigest.OfCeiling(vault, command.ConsortiumId, command.PriceCeiling);
        if (command.PriceCeiling is not { } ceiling)
            return new Ceiling(null, digest);
        if (consortium.Terms is { } terms && terms.PriceCeilingDigest == digest)
            return new Ceiling(terms.PriceCeiling, digest);
        return new Ceiling(
            await vault.SealAsync(command.ConsortiumId, JsonSerializer.Serialize(ceiling, EventJson.Options), cancel),
            digest
        );
    }

    public static Decision Handle(ProposeTerms command, Consortium consortium, Ceiling ceiling)
    {
        if (consortium.Dissolved)
            return ConsortiumAccess.Dissolved;
        var refusals = new List<Refusal>();
        var members = new List<TermsMember>();
        for (var i = 0; i < command.Members.Count; i++)
        {
            var member = command.Members[i];
            if (!consortium.IsPartner(member.OrganisationId))
                refusals.Add(NotJoined(i));
            var share = Share.Ask(member.Share, $"members[{i}].share");
            if (share.Is(out var known))
                members.Add(new TermsMember(member.OrganisationId, member.Role.Trim(), known));
            else
                refusals.Add(share.Refusal!);
        }
        if (command.Lots.Count == 0)
            refusals.Add(LotsMissing);
        if (string.IsNullOrWhiteSpace(command.Liability))
            refusals.Add(LiabilityMissing);
        if (string.IsNullOrWhiteSpace(command.Agreement))
            refusals.Add(AgreementMissing);
        if (command.PriceCeiling is { Amount: <= 0 })
            refusals.Add(CeilingNotAnAmount);
        var terms = new Terms(
            consortium.LeadId,
            members,
            [.. command.Lots.Distinct()],
            command.WorkPackages,
            ceiling.Sealed,
            ceiling.Digest,
            command.Liability.Trim(),
            command.Agreement.Trim(),
            command.OpenBook ? true : null
        );
        if (members.Count == command.Members.Count)
            refusals.AddRange(TermsCheck.Of(terms));
        if (refusals.Count > 0)
            return Decision.Refuse([.. refusals]);

        var sha256 = TermsDigest.Of(terms);
        return consortium.Edition > 0 && consortium.Sha256 == sha256
            ? Decision.Nothing.Answering(new { consortium.Edition, sha256 })
            : Decision
                .On<Consortium>(command.ConsortiumId, new TermsProposed(command.ConsortiumId, consortium.Edition + 1, sha256, terms))
                .Answering(new { Edition = consortium.Edition + 1, sha256 });
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ProposeTerms>("POST", "/api/v1/consortia/{consortiumId}/terms", ConsortiumAccess.BidManagers);
}
