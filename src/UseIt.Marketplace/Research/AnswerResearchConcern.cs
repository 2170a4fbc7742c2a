using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>A named lead writes what was done about a concern, and whether that ends it.</summary>
public sealed record AnswerResearchConcern(Guid SupportOrganisationId, Guid ConcernId, string What, bool Close = false) : Message, ICommand
{
    public Guid DeskId => ResearchDesk.IdOf(SupportOrganisationId);
}

public static class AnswerResearchConcernHandler
{
    public static readonly Refusal WhatMissing = new("what-missing", "what", "Say what was done");
    public static readonly Refusal Closed = new("concern-closed", null, "This concern is closed. Raise a new one if it comes up again");

    public static Access Authorise(Actor actor, AnswerResearchConcern command, ResearchDesk desk, ResearchConcern concern) =>
        concern.SupportOrganisation == command.SupportOrganisationId
        && actor.ActsFor(concern.SupportOrganisation)
        && desk.Leads.ContainsKey(actor.Person)
            ? Access.Granted
            : Access.NotFound;

    public static async Task<RaiseResearchConcernHandler.Sealed> Load(
        AnswerResearchConcern command,
        Vault vault,
        CancellationToken cancel
    ) =>
        new(
            string.IsNullOrWhiteSpace(command.What)
                ? null
                : await vault.For(RaiseResearchConcernHandler.Purpose).SealAsync(command.ConcernId, command.What.Trim(), cancel)
        );

    public static Decision Handle(
        AnswerResearchConcern command,
        ResearchConcern concern,
        RaiseResearchConcernHandler.Sealed values,
        Actor actor
    )
    {
        if (concern.Closed)
            return Closed;
        if (values.What is not { } what)
            return WhatMissing;
        var decision = Decision.On<ResearchConcern>(
            command.ConcernId,
            new ResearchConcernActedOn(command.ConcernId, concern.SupportOrganisation, what, actor.Person)
        );
        return command.Close
            ? decision.And<ResearchConcern>(
                command.ConcernId,
                new ResearchConcernClosed(command.ConcernId, concern.SupportOrganisation, actor.Person)
            )
            : decision;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AnswerResearchConcern>(
            "POST",
            "/api/v1/research/desks/{supportOrganisationId}/concerns/{concernId}/actions",
            AllowedTo.Person
        );
}
