using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Consortia;

/// <summary>A member names a colleague who may accept terms when its signatories are away.</summary>
public sealed record NameDeputy(Guid ConsortiumId, Guid Deputy) : Message, ICommand;

public static class NameDeputyHandler
{
    public static readonly Refusal NotAColleague = new("deputy-not-a-colleague", "deputy", "Choose somebody of your own organisation");

    public static Access Authorise(Actor actor, Consortium consortium) =>
        !consortium.IsPartner(actor.Organisation) ? Access.NotFound
        : actor.Has(Roles.Signatory) ? Access.Granted
        : Access.Forbidden;

    public static async Task<IReadOnlyList<MembershipRow>> Load(Actor actor, Memberships memberships, CancellationToken cancel) =>
        await memberships.InAsync(actor.Organisation ?? Guid.Empty, cancel);

    public static Decision Handle(NameDeputy command, Consortium consortium, Actor actor, IReadOnlyList<MembershipRow> colleagues)
    {
        if (consortium.Dissolved)
            return ConsortiumAccess.Dissolved;
        if (colleagues.All(c => c.Person != command.Deputy))
            return NotAColleague;
        var member = actor.Organisation!.Value;
        return consortium.Deputies.GetValueOrDefault(member) == command.Deputy
            ? Decision.Nothing
            : Decision.On<Consortium>(command.ConsortiumId, new DeputyNamed(command.ConsortiumId, member, command.Deputy));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<NameDeputy>(
            "POST",
            "/api/v1/consortia/{consortiumId}/deputy",
            AllowedTo.Role("a member's signatory", Roles.Signatory)
        );
}
