using JasperFx.Events;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Consortia;

/// <summary>
/// Who has left a submitted bid of the consortium leaves the consortium too, and who took its part on comes in. The decision about the bid
/// sends it.
/// </summary>
public sealed record PassPartOn(Guid ConsortiumId, Guid OrganisationId, Guid TakenBy, bool Joins) : Message, ICommand;

public static class PassPartOnHandler
{
    public const string Reason = "Its part of a submitted bid has gone to another";

    public static Access Authorise(Actor actor) => actor.IsSystem ? Access.Granted : Access.NotFound;

    public static Decision Handle(PassPartOn command, Consortium consortium)
    {
        List<object> facts = [];
        if (consortium.IsPartner(command.OrganisationId))
            facts.Add(new PartnerLeft(command.ConsortiumId, command.OrganisationId, Reason));
        if (command.Joins && !consortium.IsPartner(command.TakenBy))
            facts.Add(new PartnerJoined(command.ConsortiumId, command.TakenBy));
        return Decision.On<Consortium>(command.ConsortiumId, facts);
    }
}

public sealed class PassPartsOn() : Reaction("pass_parts_on", typeof(PartPassedOn))
{
    public override IEnumerable<(object Message, DateTimeOffset? Due)> React(IEvent e) =>
        e.Data is PartPassedOn { ConsortiumId: { } consortium } f
            ? [(new PassPartOn(consortium, f.OrganisationId, f.TakenBy, f.Joins), null)]
            : [];
}
