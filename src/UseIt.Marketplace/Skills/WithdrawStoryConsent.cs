using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>The person takes a yes to a story or a picture back, at any time and without a reason.</summary>
public sealed record WithdrawStoryConsent(Guid CandidateId, Guid ConsentId) : Message, ICommand;

public static class WithdrawStoryConsentHandler
{
    public static readonly Refusal Unknown = new("story-consent-unknown", "consentId", "Choose what the person said yes to before");

    public static Access Authorise(Actor actor, Candidate candidate) => SkillsAccess.ToCoordinate(actor, candidate);

    // Whoever has left the pathway can still take it back.
    public static Decision Handle(WithdrawStoryConsent command, Candidate candidate, Actor actor, DateTimeOffset now) =>
        !candidate.Consents.TryGetValue(command.ConsentId, out var stands) ? Unknown
        : !stands ? Decision.Nothing
        : Decision.On<Candidate>(
            command.CandidateId,
            new StoryConsentWithdrawn(command.CandidateId, command.ConsentId, UkTime.DayOf(now), actor.Person)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<WithdrawStoryConsent>(
            "POST",
            "/api/v1/candidates/{candidateId}/story-consents/{consentId}/withdrawal",
            SkillsAccess.Coordinators
        );
}
