using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>Somebody takes part: name sealed, which consent form was agreed to and when, and until when it can be taken back.</summary>
public sealed record RecordParticipant(
    [property: NewId] Guid ParticipantId,
    Guid ProjectId,
    string Name,
    string ConsentVersion,
    DateOnly ConsentedOn,
    string? Contact = null,
    ConsentCapacity Capacity = ConsentCapacity.Adult,
    Guardian? Guardian = null
) : Message, ICommand;

public static class RecordParticipantHandler
{
    public static readonly Refusal NoFieldwork = new("fieldwork-not-started", null, "Start the fieldwork first");
    public static readonly Refusal ConsentedWrong = new(
        "consented-on-wrong",
        "consentedOn",
        "Enter the day the person agreed, from the first day of fieldwork to today"
    );

    public static Refusal OtherVersion(string approved) =>
        new(
            "consent-version-other",
            "consentVersion",
            $"The consent form that was approved is {approved}",
            new Dictionary<string, object?> { ["approved"] = approved }
        );

    public static Access Authorise(Actor actor, ResearchProject project) =>
        ResearchAccess.ForCoordinator(actor, project.SupportOrganisation);

    // Nothing of a person is sealed, let alone stored, before the review has approved it.
    public static Task<RecruitResearcherHandler.Sealed> Load(
        RecordParticipant command,
        Stream<ResearchParticipant> participant,
        ResearchProject project,
        Vault vault,
        CancellationToken cancel
    ) =>
        participant.Exists || project.Approved is null
            ? Task.FromResult(new RecruitResearcherHandler.Sealed(null, null, null))
            : RecruitResearcherHandler.SealAsync(command.ParticipantId, command.Name, command.Contact, command.Guardian, vault, cancel);

    public static Decision Handle(
        RecordParticipant command,
        Stream<ResearchParticipant> participant,
        ResearchProject project,
        RecruitResearcherHandler.Sealed values,
        DateTimeOffset now
    )
    {
        if (participant.Exists)
            return Decision.Nothing;
        if (project.WhyNot() is { } no)
            return no;
        if (project.Approved is not { } plan)
            return ResearchRefusals.NotApproved;
        if (project.FieldworkSince is not { } since)
            return NoFieldwork;
        List<Refusal> wrong = [];
        if (values.Name is null)
            wrong.Add(ResearchRefusals.NameMissing);
        if (!string.Equals(command.ConsentVersion?.Trim(), plan.ConsentVersion, StringComparison.Ordinal))
            wrong.Add(OtherVersion(plan.ConsentVersion));
        if (command.ConsentedOn < since || command.ConsentedOn > UkTime.DayOf(now))
            wrong.Add(ConsentedWrong);
        if (
            RecruitResearcherHandler.Consent(
                command.Capacity,
                plan.GuardianRule,
                command.Guardian,
                values.Guardian,
                now,
                "the approved ethics plan"
            ) is
            { } consent
        )
            wrong.Add(consent);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<ResearchParticipant>(
                command.ParticipantId,
                new ResearchParticipantRecorded(
                    command.ParticipantId,
                    command.ProjectId,
                    project.SupportOrganisation,
                    values.Name!,
                    values.Contact,
                    plan.ConsentVersion,
                    command.ConsentedOn,
                    plan.WithdrawUntil,
                    command.Capacity,
                    RecruitResearcherHandler.GivenBy(command.Capacity, command.Guardian, values.Guardian)
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordParticipant>(
            "POST",
            "/api/v1/research/projects/{projectId}/participants",
            ResearchAccess.Coordinators,
            creates: "participantId"
        );
}
