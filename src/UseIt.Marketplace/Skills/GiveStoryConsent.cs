using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>
/// The person said yes to a story or a picture: to what, on which day, and until when. A no costs them nothing and is not recorded.
/// </summary>
public sealed record GiveStoryConsent(
    Guid CandidateId,
    [property: NewId] Guid ConsentId,
    IReadOnlyList<StoryUse> For,
    DateOnly GivenOn,
    DateOnly Until
) : Message, ICommand;

public static class GiveStoryConsentHandler
{
    private const int MostYears = 5;

    public static readonly Refusal NotFree = new(
        "stories-not-by-consent",
        null,
        "A programme manager first records consent as the basis for stories and photographs on the pathway"
    );
    public static readonly Refusal NothingChosen = new("story-use-missing", "for", "Choose what the person said yes to");
    public static readonly Refusal UntilWrong = new(
        "story-until-wrong",
        "until",
        $"Enter the last day, not over yet and at most {MostYears} years after the yes"
    );

    public sealed record Grounds(bool AllowStories);

    public static Access Authorise(Actor actor, Candidate candidate) => SkillsAccess.ToCoordinate(actor, candidate);

    public static async Task<Grounds> Load(GiveStoryConsent command, Candidate candidate, Streams streams, CancellationToken cancel) =>
        new((await streams.FetchAsync<Pathway>(candidate.PathwayId, cancel)).State.AllowsStories);

    public static Decision Handle(GiveStoryConsent command, Candidate candidate, Grounds grounds, Actor actor, DateTimeOffset now)
    {
        var today = UkTime.DayOf(now);
        if (!candidate.IsOpen)
            return SkillsAccess.Gone;
        if (candidate.Consents.ContainsKey(command.ConsentId))
            return Decision.Nothing;
        if (!grounds.AllowStories)
            return NotFree;
        List<Refusal> wrong = [];
        if (command.For.Count == 0)
            wrong.Add(NothingChosen);
        if (command.GivenOn == default)
            wrong.Add(SkillsAccess.DayMissing("givenOn"));
        else if (command.GivenOn > today)
            wrong.Add(SkillsAccess.InTheFuture("givenOn"));
        if (command.Until < today || command.Until > today.AddYears(MostYears))
            wrong.Add(UntilWrong);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Candidate>(
                command.CandidateId,
                new StoryConsentGiven(
                    command.CandidateId,
                    command.ConsentId,
                    [.. command.For.Distinct().Order()],
                    command.GivenOn,
                    command.Until,
                    actor.Person
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<GiveStoryConsent>(
            "POST",
            "/api/v1/candidates/{candidateId}/story-consents",
            SkillsAccess.Coordinators,
            creates: "consentId"
        );
}
