using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>Invites enterprises of the caseload to a workshop; who has been invited is not told again.</summary>
[CountsAs(Counted.Invitation)]
public sealed record InviteToWorkshop(Guid WorkshopId, IReadOnlyList<Guid> CaseIds) : Message, ICommand;

public static class InviteToWorkshopHandler
{
    public static readonly Refusal NobodyChosen = new("cases-missing", "caseIds", "Choose whom to invite");

    public static Access Authorise(Actor actor, Workshop workshop) => WorkshopRules.ForAdviser(actor, workshop);

    public static Task<WorkshopCases> Load(InviteToWorkshop command, Streams streams, CancellationToken cancel) =>
        WorkshopCases.OfAsync(command.CaseIds ?? [], streams, cancel);

    public static Decision Handle(InviteToWorkshop command, Workshop workshop, WorkshopCases cases, DateTimeOffset now)
    {
        if (workshop.Cancelled)
            return WorkshopRules.Cancelled;
        if (now >= workshop.Start)
            return WorkshopRules.Begun;
        if (cases.Found.Count == 0)
            return NobodyChosen;
        if (cases.Found.Any(c => c.State.SupportOrganisation != workshop.SupportOrganisation || c.State.WhyNot() is not null))
            return WorkshopRules.NotOfCaseload;
        return Decision.On<Workshop>(
            command.WorkshopId,
            [
                .. cases
                    .Found.Where(c => !workshop.Asked.ContainsKey(c.Id))
                    .Select(c => new WorkshopInvited(command.WorkshopId, workshop.SupportOrganisation, c.Id, c.State.Organisation)),
            ]
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<InviteToWorkshop>("POST", "/api/v1/workshops/{workshopId}/invitations", CaseAccess.Advisers);
}

/// <summary>The cases a command about a workshop names.</summary>
public sealed record WorkshopCases(IReadOnlyList<Stream<Case>> Found)
{
    public static async Task<WorkshopCases> OfAsync(IReadOnlyList<Guid> cases, Streams streams, CancellationToken cancel) =>
        new(await streams.FetchAsync<Case>(cases, cancel));
}
