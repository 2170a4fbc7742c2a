using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Enterprises;

/// <summary>An adviser's word on a piece of status evidence: verified, or rejected with a reason.</summary>
public sealed record VerifyStatusEvidence(Guid OrganisationId, Guid EvidenceId, bool Accepted, string? Reason = null) : Message, ICommand
{
    public Guid EnterpriseId => SocialEnterprise.IdOf(OrganisationId);
}

public static class VerifyStatusEvidenceHandler
{
    public static readonly Refusal Unknown = new("evidence-unknown", "evidenceId", "There is no such evidence");
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Say why the evidence does not show it");

    public static Access Authorise(Actor actor) =>
        actor.Has(Roles.Adviser) || actor.Has(Roles.Administrator) ? Access.Granted : Access.Forbidden;

    public static Task<OwnPlace> Load(VerifyStatusEvidence command, Actor actor, Streams streams, CancellationToken cancel) =>
        OwnPlace.InAsync(command.OrganisationId, actor, streams, cancel);

    public static Decision Handle(VerifyStatusEvidence command, Stream<SocialEnterprise> enterprise, OwnPlace own, Actor actor)
    {
        if (own.Held)
            return OwnPlace.NotYourOwn;
        if (!enterprise.State.Evidence.ContainsKey(command.EvidenceId))
            return Unknown;
        if (enterprise.State.Decided.ContainsKey(command.EvidenceId))
            return Decision.Nothing;
        if (command.Accepted)
            return Decision.On<SocialEnterprise>(
                command.EnterpriseId,
                new StatusEvidenceVerified(command.EnterpriseId, command.OrganisationId, command.EvidenceId, actor.Person)
            );
        if (string.IsNullOrWhiteSpace(command.Reason))
            return ReasonMissing;
        return Decision.On<SocialEnterprise>(
            command.EnterpriseId,
            new StatusEvidenceRejected(
                command.EnterpriseId,
                command.OrganisationId,
                command.EvidenceId,
                actor.Person,
                command.Reason.Trim()
            )
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<VerifyStatusEvidence>(
            "POST",
            "/api/v1/enterprises/{organisationId}/status-evidence/{evidenceId}/verification",
            AllowedTo.Role("an adviser", Roles.Adviser, Roles.Administrator)
        );
}
