using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>What a partner promises the lead, or the lead the partner.</summary>
public sealed record MakePartnerPromise(
    Guid ProgrammeId,
    Guid PartnerId,
    [property: NewId(OrKept = true)] Guid PromiseId,
    bool ByPartner,
    string What,
    DateOnly Due
) : Message, ICommand;

public static class MakePartnerPromiseHandler
{
    public static readonly Refusal WhatMissing = new("what-missing", "what", "Say what is promised");
    public static readonly Refusal DueMissing = new("due-missing", "due", "Enter the day it is promised for");

    public static Access Authorise(Actor actor, Programme programme) => actor.On(programme.LeadOrganisation, ProgrammeAccess.Caring);

    public static Decision Handle(MakePartnerPromise command, Programme programme)
    {
        if (programme.Partner(command.PartnerId) is not { } partner)
            return ProgrammeAccess.NoPartner;
        if (partner.Promises.Any(p => p.PromiseId == command.PromiseId))
            return Decision.Nothing;
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(command.What))
            wrong.Add(WhatMissing);
        if (command.Due == default)
            wrong.Add(DueMissing);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Programme>(
                command.ProgrammeId,
                new PartnerPromiseMade(
                    command.ProgrammeId,
                    command.PartnerId,
                    command.PromiseId,
                    command.ByPartner,
                    command.What.Trim(),
                    command.Due
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<MakePartnerPromise>(
            "POST",
            "/api/v1/programmes/{programmeId}/partners/{partnerId}/promises",
            ProgrammeAccess.Carers,
            creates: "promiseId"
        );
}
