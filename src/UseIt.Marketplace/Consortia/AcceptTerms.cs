using System.Text.Json;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Consortia;

/// <summary>
/// A member accepts exactly the terms it has read, with a signature, and says why it bids jointly. A signatory does it, the deputy the
/// member named, or the lead under a mandate (then naming the member). With the last acceptance the consortium is agreed, in the same
/// commit.
/// </summary>
[ByPeople]
public sealed record AcceptTerms(
    Guid ConsortiumId,
    int Edition,
    string Sha256,
    string JointBidReason,
    string Capacity,
    SigningMethod Method = SigningMethod.Typed,
    Guid? OrganisationId = null
) : Message, ICommand;

public static class AcceptTermsHandler
{
    public static readonly Refusal NoTerms = new(
        "terms-missing",
        null,
        "There are no terms to accept yet. Wait until the lead proposes them"
    );
    public static readonly Refusal ReasonMissing = new("joint-bid-reason-missing", "jointBidReason", "Say why you bid jointly");
    public static readonly Refusal CapacityMissing = new(
        "capacity-missing",
        "capacity",
        "Enter in which capacity you sign, for example director"
    );
    public static readonly Refusal NotInTerms = new("not-in-the-terms", null, "These terms do not name your organisation. Ask the lead");
    public static readonly Refusal MandateEnded = new(
        "mandate-ended",
        "organisationId",
        "The member's mandate has ended. Ask the member to accept the terms itself"
    );
    public static readonly Refusal OutsideMandate = new(
        "outside-the-mandate",
        "organisationId",
        "The price ceiling is outside the band of the member's mandate. Ask the member to accept the terms itself"
    );

    public static readonly Refusal OtherBook = new(
        "book-outside-the-mandate",
        "organisationId",
        "These terms change who sees the members' prices. Ask the member to accept them itself"
    );

    public static Refusal Changed(int edition) =>
        new(
            "terms-changed",
            "edition",
            $"The terms have changed since you read them. Read edition {edition}, then accept that",
            new Dictionary<string, object?> { ["edition"] = edition }
        );

    /// <summary>What was on the screen above the signature.</summary>
    public static string Statement(string consortium, int edition) =>
        $"I have read edition {edition} of the terms of {consortium}. My organisation accepts them and is bound by them when every member has accepted them.";

    /// <summary>The ceiling and the band of the mandate, revealed for this one decision.</summary>
    public sealed record Band(Money? Ceiling, Money? From, Money? To)
    {
        public bool Holds => Ceiling is { } ceiling && (From is null || ceiling >= From) && (To is null || ceiling <= To);
    }

    public static Access Authorise(Actor actor, AcceptTerms command, Consortium consortium)
    {
        var member = command.OrganisationId ?? actor.Organisation;
        if (!consortium.IsPartner(actor.Organisation) || !consortium.IsPartner(member))
            return Access.NotFound;
        if (actor.ActsFor(member))
            return actor.Has(Roles.Signatory) || consortium.Deputies.GetValueOrDefault(member!.Value) == actor.Person
                ? Access.Granted
                : Access.Forbidden;
        return actor.ActsFor(consortium.LeadId, Roles.BidManager, Roles.Signatory) && consortium.Mandates.ContainsKey(member!.Value)
            ? Access.Granted
            : Access.Forbidden;
    }

    public static async Task<Band> Load(AcceptTerms command, Consortium consortium, Actor actor, Vault vault, CancellationToken cancel)
    {
        if (command.OrganisationId is not { } member || actor.ActsFor(member) || !consortium.Mandates.TryGetValue(member, out var leave))
            return new Band(null, null, null);
        var values = await vault.RevealAsync([consortium.Terms?.PriceCeiling, leave.PriceFrom, leave.PriceTo], cancel);
        return new Band(Read(values[0]), Read(values[1]), Read(values[2]));

        static Money? Read(string? json) => json is null ? null : JsonSerializer.Deserialize<Money>(json, EventJson.Options);
    }

    public static Decision Handle(AcceptTerms command, Consortium consortium, Actor actor, Band band, DateTimeOffset now)
    {
        if (consortium.Dissolved)
            return ConsortiumAccess.Dissolved;
        if (consortium.Terms is not { } terms)
            return NoTerms;
        if (command.Edition != consortium.Edition || command.Sha256 != consortium.Sha256)
            return Changed(consortium.Edition);
        var member = command.OrganisationId ?? actor.Organisation!.Value;
        if (terms.Members.All(m => m.OrganisationId != member))
            return NotInTerms;
        if (consortium.Accepted.ContainsKey(member))
            return Decision.Nothing;
        var refusals = new List<Refusal>();
        if (string.IsNullOrWhiteSpace(command.JointBidReason))
            refusals.Add(ReasonMissing);
        if (string.IsNullOrWhiteSpace(command.Capacity))
            refusals.Add(CapacityMissing);
        if (!actor.ActsFor(member) && consortium.Mandates.TryGetValue(member, out var leave))
        {
            if (now > leave.Until)
                refusals.Add(MandateEnded);
            else if (!band.Holds)
                refusals.Add(OutsideMandate);
            if ((terms.OpenBook == true) != consortium.Books.GetValueOrDefault(member))
                refusals.Add(OtherBook);
        }
        if (refusals.Count > 0)
            return Decision.Refuse([.. refusals]);

        var authority = actor.ActsFor(member) ? actor.Authority : $"mandate of {member}";
        var signature = new Signature(
            consortium.Sha256,
            actor.Person,
            command.Capacity.Trim(),
            authority,
            command.Method,
            Statement(consortium.Name, consortium.Edition),
            now
        );
        var accepted = new TermsAccepted(
            command.ConsortiumId,
            member,
            consortium.Edition,
            consortium.Sha256,
            signature,
            command.JointBidReason.Trim()
        );
        var decision = Decision.On<Consortium>(command.ConsortiumId, accepted);
        return consortium.Evolve(accepted) is Consortium after && !after.Awaited.Any()
            ? decision.And<Consortium>(
                command.ConsortiumId,
                new ConsortiumAgreed(
                    command.ConsortiumId,
                    consortium.TenderId,
                    consortium.Edition,
                    consortium.Sha256,
                    [.. terms.Members.Select(m => m.OrganisationId)]
                )
            )
            : decision;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AcceptTerms>("POST", "/api/v1/consortia/{consortiumId}/acceptances", ConsortiumAccess.Members);
}
