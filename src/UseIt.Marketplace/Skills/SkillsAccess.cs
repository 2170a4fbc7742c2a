using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>
/// A candidate belongs to the advisers of one support organisation. An employer has its own vacancies, and of a person only what was passed
/// on to it.
/// </summary>
internal static class SkillsAccess
{
    public static AllowedTo Coordinators { get; } = AllowedTo.Role("an adviser", Roles.Adviser);
    public static AllowedTo Openers { get; } = AllowedTo.Role("a programme manager", Roles.ProgrammeManager);
    public static AllowedTo Support { get; } = AllowedTo.Role("advisers and programme managers", Roles.Adviser, Roles.ProgrammeManager);
    public static AllowedTo Employers { get; } =
        AllowedTo.Role("a buyer's authors and contract managers", Roles.Author, Roles.ContractManager);
    public static AllowedTo Both { get; } =
        AllowedTo.Role("advisers, and a buyer's authors and contract managers", Roles.Adviser, Roles.Author, Roles.ContractManager);

    public static Access Of(Actor actor, Guid organisation, params ReadOnlySpan<string> roles) =>
        actor.ActsFor(organisation, roles) ? Access.Granted
        : actor.ActsFor(organisation) ? Access.Forbidden
        : Access.NotFound;

    public static Access ToCoordinate(Actor actor, Candidate candidate) => Of(actor, candidate.SupportOrganisation, Roles.Adviser);

    public static Access ToCoordinate(Actor actor, Introduction introduction) =>
        introduction.Made is { } made ? Of(actor, made.SupportOrganisationId, Roles.Adviser) : Access.NotFound;

    public static Access ToEmploy(Actor actor, Guid employer) => Of(actor, employer, Roles.Author, Roles.ContractManager);

    public static readonly Refusal Gone = new("candidate-gone", null, "This person has left the pathway. Nothing more can be recorded");

    public static Refusal InTheFuture(string field) => new("day-in-future", field, "The day cannot be in the future");

    public static Refusal DayMissing(string field) => new("day-missing", field, "Enter the day");
}
