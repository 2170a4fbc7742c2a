using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Funding;

/// <summary>A signatory of the enterprise accepts the offer that was shown, until its last day.</summary>
[NeedsSecondFactor]
public sealed record AcceptGrant(Guid GrantId, string TermsSha256, string Capacity, string Statement) : Message, ICommand;

public static class AcceptGrantHandler
{
    public static readonly Refusal NoOffer = new("grant-not-offered", null, "There is no offer to accept");
    public static readonly Refusal TooLate = new("offer-over", null, "The last day to accept this offer is over");
    public static readonly Refusal OtherTerms = new(
        "other-document",
        "termsSha256",
        "This is not what is offered. Read the letter again and accept that"
    );
    public static readonly Refusal CapacityMissing = new(
        "capacity-missing",
        "capacity",
        "Enter in which capacity you sign, for example director"
    );
    public static readonly Refusal StatementMissing = new(
        "statement-missing",
        "statement",
        "Include the statement you were shown when you signed"
    );

    public static Access Authorise(Actor actor, Grant grant) => actor.On(grant.Applicant, Roles.Signatory);

    public static Decision Handle(AcceptGrant command, Grant grant, Actor actor, DateTimeOffset now)
    {
        if (grant.Stage == GrantStage.Accepted)
            return Decision.Nothing;
        if (grant is not { Stage: GrantStage.Offered, Terms: { } terms })
            return GrantAccess.IsOver(grant) ? GrantAccess.Over : NoOffer;
        if (UkTime.DayOf(now) > terms.AcceptBy)
            return TooLate;
        List<Refusal> wrong = [];
        if (!string.Equals(command.TermsSha256, grant.TermsSha256, StringComparison.OrdinalIgnoreCase))
            wrong.Add(OtherTerms);
        if (string.IsNullOrWhiteSpace(command.Capacity))
            wrong.Add(CapacityMissing);
        if (string.IsNullOrWhiteSpace(command.Statement))
            wrong.Add(StatementMissing);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Grant>(
                command.GrantId,
                new GrantAccepted(
                    command.GrantId,
                    grant.Funder,
                    grant.Applicant,
                    new Signature(
                        grant.TermsSha256!,
                        actor.Person,
                        command.Capacity.Trim(),
                        actor.Authority,
                        SigningMethod.Typed,
                        command.Statement.Trim(),
                        now
                    )
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AcceptGrant>("POST", "/api/v1/grants/{grantId}/acceptance", GrantAccess.Signatories);
}
