using UseIt.Marketplace.Engine;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>
/// From which number on people are told in what leaves the case team, as the funder says. It holds for what is told from now on; never less
/// than the usual, and never less than it was, since what was held back could be told by the difference.
/// </summary>
public sealed record SetPeopleLimit(Guid ProgrammeId, int Limit) : Message, ICommand;

public static class SetPeopleLimitHandler
{
    public const int Most = 100;

    public static readonly Refusal LimitWrong = new(
        "people-limit-wrong",
        "limit",
        $"Enter a whole number from {SmallNumbers.Limit} to {Most}"
    );
    public static readonly Refusal Lower = new(
        "people-limit-lower",
        "limit",
        "Enter a number that is not below the one set before: what was held back then could be worked out"
    );

    public static Access Authorise(Actor actor, Programme programme) => ProgrammeAccess.ForLead(actor, programme);

    public static Decision Handle(SetPeopleLimit command, Programme programme) =>
        command.Limit is < SmallNumbers.Limit or > Most ? LimitWrong
        : command.Limit < programme.PeopleLimit ? Lower
        : command.Limit == programme.PeopleLimit ? Decision.Nothing
        : Decision.On<Programme>(command.ProgrammeId, new ProgrammePeopleLimitSet(command.ProgrammeId, command.Limit));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<SetPeopleLimit>("PUT", "/api/v1/programmes/{programmeId}/people-limit", ProgrammeAccess.Leads);
}
