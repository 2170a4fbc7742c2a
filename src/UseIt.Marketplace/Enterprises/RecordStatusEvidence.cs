using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Enterprises;

/// <summary>Dated evidence that the enterprise meets one of the five criteria.</summary>
public sealed record RecordStatusEvidence(
    Guid OrganisationId,
    [property: NewId] Guid EvidenceId,
    StatusCriterion Criterion,
    string Statement,
    DateOnly From,
    DateOnly? Until = null,
    Guid? DocumentId = null
) : Message, ICommand
{
    public Guid EnterpriseId => SocialEnterprise.IdOf(OrganisationId);
}

public static class RecordStatusEvidenceHandler
{
    public static readonly Refusal NotRegistered = new("enterprise-not-registered", null, "Register the enterprise first");
    public static readonly Refusal StatementMissing = new("statement-missing", "statement", "Say what the evidence shows");
    public static readonly Refusal EndsBeforeItBegins = new("period-backwards", "until", "The last day must be after the first day");

    public static Access Authorise(Actor actor, RecordStatusEvidence command) => EnterpriseAccess.ToChange(actor, command.OrganisationId);

    public static Decision Handle(RecordStatusEvidence command, Stream<SocialEnterprise> enterprise)
    {
        if (!enterprise.Exists)
            return NotRegistered;
        if (enterprise.State.Evidence.ContainsKey(command.EvidenceId))
            return Decision.Nothing;
        if (string.IsNullOrWhiteSpace(command.Statement))
            return StatementMissing;
        if (command.Until < command.From)
            return EndsBeforeItBegins;
        return Decision.On<SocialEnterprise>(
            command.EnterpriseId,
            new StatusEvidenceRecorded(
                command.EnterpriseId,
                command.OrganisationId,
                command.EvidenceId,
                command.Criterion,
                command.Statement.Trim(),
                command.DocumentId,
                command.From,
                command.Until
            )
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordStatusEvidence>(
            "POST",
            "/api/v1/enterprises/{organisationId}/status-evidence",
            EnterpriseAccess.Changers,
            creates: "evidenceId"
        );
}
