using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Funding;

/// <summary>An enterprise asks for a grant: what for, how much, from when to when.</summary>
public sealed record ApplyForGrant(
    [property: NewId] Guid GrantId,
    Guid ApplicantId,
    Guid FunderId,
    string Title,
    string Description,
    Money Amount,
    DateOnly From,
    DateOnly Until
) : Message, ICommand;

public static class ApplyForGrantHandler
{
    public const int LongestTitle = 139;

    public static readonly Refusal FunderUnknown = new("funder-unknown", "funderId", "Choose who gives grants");
    public static readonly Refusal ApplicantNotChecked = new(
        "applicant-not-checked",
        null,
        "Your enterprise has to be checked before it can apply"
    );
    public static readonly Refusal ApplicantGone = new(
        "applicant-gone",
        null,
        "Your enterprise is suspended here or closed. It cannot apply"
    );
    public static readonly Refusal TitleWrong = new(
        "grant-title-wrong",
        "title",
        $"Enter a title of no more than {LongestTitle} characters. It is published where the grant is given"
    );
    public static readonly Refusal DescriptionMissing = new(
        "description-missing",
        "description",
        "Say what the money is for, without names of people: it is published where the grant is given"
    );
    public static readonly Refusal DaysWrong = new("days-wrong", "until", "Enter the first day and a last day that is not before it");

    public static Access Authorise(Actor actor, ApplyForGrant command) => actor.On(command.ApplicantId, GrantAccess.Applying);

    public static Decision Handle(
        ApplyForGrant command,
        Stream<Grant> grant,
        [Peek] GrantOrganisation applicant,
        [Peek] GrantOrganisation funder,
        Actor actor
    )
    {
        if (grant.Exists)
            return Decision.Nothing;
        if (applicant.Gone)
            return ApplicantGone;
        if (!applicant.Takes)
            return ApplicantNotChecked;
        List<Refusal> wrong = [];
        if (!funder.Gives || command.FunderId == command.ApplicantId)
            wrong.Add(FunderUnknown);
        if (string.IsNullOrWhiteSpace(command.Title) || command.Title.Trim().Length > LongestTitle)
            wrong.Add(TitleWrong);
        if (string.IsNullOrWhiteSpace(command.Description))
            wrong.Add(DescriptionMissing);
        if (!GrantAccess.IsPounds(command.Amount))
            wrong.Add(GrantAccess.AmountWrong);
        if (command.From == default || command.Until < command.From)
            wrong.Add(DaysWrong);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Grant>(
                command.GrantId,
                new GrantApplied(
                    command.GrantId,
                    command.FunderId,
                    command.ApplicantId,
                    command.Title.Trim(),
                    command.Description.Trim(),
                    command.Amount,
                    command.From,
                    command.Until,
                    actor.Person
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ApplyForGrant>("POST", "/api/v1/grants", GrantAccess.Applicants, creates: "grantId");
}
