using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>A course that somebody teaches, what it costs, what of that is paid, and what of a pathway it leads to.</summary>
/// <param name="ProviderId">Who teaches it, where it is here too: it sees the course, and nothing of pathway or people.</param>
/// <param name="Pathway">The pathway it is for; for everybody where nothing is said.</param>
/// <param name="Need">The test or the step of that pathway it leads to.</param>
public sealed record OfferCourse(
    [property: NewId] Guid CourseId,
    Guid SupportOrganisationId,
    string Provider,
    string Title,
    DateOnly From,
    DateOnly Until,
    int Places,
    Money Cost,
    Money FeeSupport,
    Guid? ProviderId = null,
    string? PlaceCode = null,
    string? Pathway = null,
    string? Need = null
) : Message, ICommand;

public static class OfferCourseHandler
{
    public const int Most = 500;

    public static readonly Refusal ProviderMissing = new("provider-missing", "provider", "Say who teaches it");
    public static readonly Refusal ProviderUnknown = new("provider-unknown", "providerId", "Choose an organisation that is here");
    public static readonly Refusal TitleMissing = new("course-title-missing", "title", "Enter what the course is called");
    public static readonly Refusal DaysWrong = new(
        "course-days-wrong",
        "until",
        "Enter the first day and a last day that is not before it"
    );
    public static readonly Refusal OverAlready = new("course-over", "until", "This course is over already");
    public static readonly Refusal PlacesWrong = new("course-places-wrong", "places", $"Enter how many places there are, from 1 to {Most}");
    public static readonly Refusal CostWrong = new("course-cost-wrong", "cost", "Enter what a place costs in pounds and whole pence, or 0");
    public static readonly Refusal SupportWrong = new(
        "course-support-wrong",
        "feeSupport",
        "Enter what is paid of the cost in pounds and whole pence, no more than the cost"
    );
    public static readonly Refusal NeedUnknown = new("course-need-unknown", "need", "Choose a test or a step of this pathway");

    public static Access Authorise(Actor actor, OfferCourse command) =>
        SkillsAccess.Of(actor, command.SupportOrganisationId, Roles.Adviser, Roles.ProgrammeManager);

    public sealed record Found(bool ProviderIsThere);

    public static async Task<Found> Load(OfferCourse command, Streams streams, CancellationToken cancel) =>
        new(
            command.ProviderId is not { } provider
                || (await streams.PeekAsync<OrganisationForSkills>(provider, cancel)).State is { Name.Length: > 0, AtRest: false }
        );

    public static Decision Handle(OfferCourse command, Stream<Course> course, Found found, Actor actor, DateTimeOffset now)
    {
        if (course.Exists)
            return Decision.Nothing;
        var wrong = Wrong(command, UkTime.DayOf(now)).ToList();
        if (!found.ProviderIsThere)
            wrong.Add(ProviderUnknown);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Course>(
                command.CourseId,
                new CourseOffered(
                    command.CourseId,
                    command.SupportOrganisationId,
                    command.ProviderId,
                    command.Provider.Trim(),
                    command.Title.Trim(),
                    RegisterCandidateHandler.Blank(command.PlaceCode),
                    command.From,
                    command.Until,
                    command.Places,
                    command.Cost,
                    command.FeeSupport,
                    RegisterCandidateHandler.Blank(command.Pathway) is { } pathway
                        ? PathwayRules.IdOf(command.SupportOrganisationId, pathway)
                        : null,
                    RegisterCandidateHandler.Blank(command.Need),
                    actor.Person
                )
            );
    }

    internal static IEnumerable<Refusal> Wrong(OfferCourse command, DateOnly today)
    {
        if (string.IsNullOrWhiteSpace(command.Provider))
            yield return ProviderMissing;
        if (string.IsNullOrWhiteSpace(command.Title))
            yield return TitleMissing;
        if (command.From == default || command.Until < command.From)
            yield return DaysWrong;
        else if (command.Until < today)
            yield return OverAlready;
        if (command.Places is < 1 or > Most)
            yield return PlacesWrong;
        if (!IsPounds(command.Cost))
            yield return CostWrong;
        else if (!IsPounds(command.FeeSupport) || command.FeeSupport > command.Cost)
            yield return SupportWrong;
        if (RegisterCandidateHandler.Blank(command.PlaceCode) is { } place && Places.Of(place) is null)
            yield return RegisterCandidateHandler.PlaceUnknown;
        var (pathway, need) = (RegisterCandidateHandler.Blank(command.Pathway), RegisterCandidateHandler.Blank(command.Need));
        if ((pathway ?? need) is not null && PathwayRules.Of(pathway)?.On(today)?.Needs.Any(n => n.Code == need) != true)
            yield return NeedUnknown;
    }

    private static bool IsPounds(Money money) => money is { Amount: >= 0, Currency: Money.Pounds } && money == money.ToPence();

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<OfferCourse>("POST", "/api/v1/courses", SkillsAccess.Support, creates: "courseId");
}
