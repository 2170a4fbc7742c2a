using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>
/// How many people were helped on a pathway about offences in a period, while nobody on it may be recorded: a number and nothing else. It
/// is never added to another, since the same people may be in both.
/// </summary>
public sealed record CountOnPathway(Guid SupportOrganisationId, string Pathway, DateOnly From, DateOnly Until, int People)
    : Message,
        ICommand
{
    public Guid PathwayId => PathwayRules.IdOf(SupportOrganisationId, Pathway ?? "");
}

public static class CountOnPathwayHandler
{
    public static readonly Refusal NotByCount = new(
        "pathway-not-by-count",
        "pathway",
        "Only a pathway about offences is counted without names. Register the people instead"
    );
    public static readonly Refusal MayBeRegistered = new(
        "people-may-be-registered",
        null,
        "The condition of article 10 is recorded. Register the people instead"
    );
    public static readonly Refusal PeriodWrong = new(
        "period-wrong",
        "until",
        "Enter a period that is over, its last day not before its first"
    );
    public static readonly Refusal PeopleWrong = new("people-wrong", "people", "Enter a whole number, 0 or more");

    public static Access Authorise(Actor actor, CountOnPathway command) =>
        SkillsAccess.Of(actor, command.SupportOrganisationId, Roles.Adviser);

    public static Decision Handle(
        CountOnPathway command,
        Pathway pathway,
        OrganisationForSkills supportOrganisation,
        Actor actor,
        DateTimeOffset now
    )
    {
        if (PathwayRules.Of(command.Pathway) is not { } rules)
            return RecordPathwayGroundsHandler.Unknown;
        if (!supportOrganisation.Supports || supportOrganisation.AtRest)
            return OpenPathwayHandler.NotSupport;
        if (!rules.Offences)
            return NotByCount;
        if (pathway.AllowsOffences)
            return MayBeRegistered;
        if (command.From == default)
            return SkillsAccess.DayMissing("from");
        if (command.Until < command.From || command.Until >= UkTime.DayOf(now))
            return PeriodWrong;
        if (command.People < 0)
            return PeopleWrong;
        var count = new PathwayCount(command.From, command.Until, command.People);
        return pathway.Counts.Contains(count)
            ? Decision.Nothing
            : Decision.On<Pathway>(
                command.PathwayId,
                new PathwayPeopleCounted(
                    command.PathwayId,
                    command.SupportOrganisationId,
                    rules.Code,
                    command.From,
                    command.Until,
                    command.People,
                    actor.Person
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<CountOnPathway>(
            "POST",
            "/api/v1/organisations/{supportOrganisationId}/pathways/{pathway}/counts",
            SkillsAccess.Coordinators
        );
}
