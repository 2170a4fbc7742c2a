using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>
/// What allows an organisation to use people's data on a pathway: a lawful basis for each purpose, the conditions of articles 9 and 10, the
/// policy document and the signed impact assessment. Said anew it takes the place of what was said before.
/// </summary>
public sealed record RecordPathwayGrounds(
    Guid SupportOrganisationId,
    string Pathway,
    IReadOnlyList<PurposeBasis> Purposes,
    IReadOnlyList<string> Conditions,
    SignedPaper Policy,
    SignedPaper Assessment
) : Message, ICommand
{
    public Guid PathwayId => PathwayRules.IdOf(SupportOrganisationId, Pathway ?? "");
}

public static class RecordPathwayGroundsHandler
{
    public static readonly Refusal Unknown = new("pathway-unknown", "pathway", "Choose a pathway from the list");
    public static readonly Refusal ConditionUnknown = new("condition-unknown", "conditions", "Choose conditions from the list");
    public static readonly Refusal NoArticle9 = new(
        "article-9-missing",
        "conditions",
        "Choose the condition of article 9. Where somebody qualified tells of their ethnic origin"
    );
    public static readonly Refusal NoArticle10 = new(
        "article-10-missing",
        "conditions",
        "Choose the condition of article 10. This pathway tells of offences"
    );

    public static Refusal BasisMissing(PurposeRule purpose) =>
        new("basis-missing", $"purposes.{purpose.Code}", $"Choose the lawful basis for: {purpose.Name}", Of(purpose));

    public static Refusal ConsentNotFree(PurposeRule purpose) =>
        new(
            "consent-not-free",
            $"purposes.{purpose.Code}",
            $"Choose another basis than consent for: {purpose.Name}. A no would cost the person",
            Of(purpose)
        );

    public static Refusal PaperIncomplete(string field, string what) =>
        new("paper-incomplete", field, $"Enter the title, the day and in which capacity it was signed, of {what}");

    public static Access Authorise(Actor actor, RecordPathwayGrounds command) =>
        SkillsAccess.Of(actor, command.SupportOrganisationId, Roles.ProgrammeManager);

    public static Decision Handle(
        RecordPathwayGrounds command,
        Pathway pathway,
        OrganisationForSkills supportOrganisation,
        Actor actor,
        DateTimeOffset now
    )
    {
        if (PathwayRules.Of(command.Pathway) is not { } rules)
            return Unknown;
        if (!supportOrganisation.Supports || supportOrganisation.AtRest)
            return OpenPathwayHandler.NotSupport;
        if (Wrong(command, rules, UkTime.DayOf(now)).ToArray() is { Length: > 0 } wrong)
            return Decision.Refuse(wrong);
        return Decision.On<Pathway>(
            command.PathwayId,
            new PathwayGroundsRecorded(
                command.PathwayId,
                command.SupportOrganisationId,
                rules.Code,
                command.Purposes,
                [.. command.Conditions.Distinct()],
                Trimmed(command.Policy),
                Trimmed(command.Assessment),
                actor.Person
            )
        );
    }

    internal static IEnumerable<Refusal> Wrong(RecordPathwayGrounds command, PathwayRules rules, DateOnly today)
    {
        foreach (var purpose in PathwayRules.Purposes)
        {
            var basis = command.Purposes.FirstOrDefault(p => p.Purpose == purpose.Code)?.Basis;
            if (purpose.Needed && basis is null)
                yield return BasisMissing(purpose);
            if (basis == LawfulBasis.Consent && !purpose.Consent)
                yield return ConsentNotFree(purpose);
        }
        if (command.Purposes.Any(p => PathwayRules.Purposes.All(known => known.Code != p.Purpose)))
            yield return new Refusal("purpose-unknown", "purposes", "Choose purposes from the list");
        var conditions = command.Conditions.Select(c => PathwayRules.Conditions.FirstOrDefault(known => known.Code == c)).ToArray();
        if (conditions.Any(c => c is null))
            yield return ConditionUnknown;
        if (!conditions.Any(c => c?.Article == 9))
            yield return NoArticle9;
        if (rules.Offences && !conditions.Any(c => c?.Article == 10))
            yield return NoArticle10;
        foreach (
            var (paper, field, what) in new[]
            {
                (command.Policy, "policy", "the policy document"),
                (command.Assessment, "assessment", "the data protection impact assessment"),
            }
        )
            if (string.IsNullOrWhiteSpace(paper.Title) || string.IsNullOrWhiteSpace(paper.SignedAs) || paper.On == default)
                yield return PaperIncomplete(field, what);
            else if (paper.On > today)
                yield return SkillsAccess.InTheFuture($"{field}.on");
    }

    private static SignedPaper Trimmed(SignedPaper paper) => paper with { Title = paper.Title.Trim(), SignedAs = paper.SignedAs.Trim() };

    private static Dictionary<string, object?> Of(PurposeRule purpose) => new() { ["purpose"] = purpose.Code };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordPathwayGrounds>(
            "PUT",
            "/api/v1/organisations/{supportOrganisationId}/pathways/{pathway}/grounds",
            SkillsAccess.Openers
        );
}
