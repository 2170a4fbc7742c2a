using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>
/// A safeguarding concern goes its own way: sealed under a key of its own for this purpose alone, read by the named leads and nobody else.
/// </summary>
public sealed record RaiseResearchConcern([property: NewId] Guid ConcernId, Guid SupportOrganisationId, string What, Guid? ProjectId = null)
    : Message,
        ICommand
{
    public Guid DeskId => ResearchDesk.IdOf(SupportOrganisationId);
}

public static class RaiseResearchConcernHandler
{
    public const string Purpose = "research-concern";

    public static readonly Refusal WhatMissing = new("what-missing", "what", "Say what worries you, in your own words");
    public static readonly Refusal NoLead = new(
        "research-lead-missing",
        null,
        "Nobody is named here who would read it. Call the council's safeguarding team, or 999 if somebody is in danger"
    );
    public static readonly Refusal OtherProject = new("project-of-another", "projectId", "Choose one of this organisation's projects");

    public sealed record Sealed(Protected? What);

    public static Access Authorise(Actor actor, RaiseResearchConcern command, ResearchProject project) =>
        actor.ActsFor(command.SupportOrganisationId)
        || (project.SupportOrganisation == command.SupportOrganisationId && actor.ActsFor(project.Commissioner))
            ? Access.Granted
            : Access.NotFound;

    public static async Task<Sealed> Load(
        RaiseResearchConcern command,
        Stream<ResearchConcern> concern,
        Vault vault,
        CancellationToken cancel
    ) =>
        new(
            concern.Exists || string.IsNullOrWhiteSpace(command.What)
                ? null
                : await vault.For(Purpose).SealAsync(command.ConcernId, command.What.Trim(), cancel)
        );

    public static Decision Handle(
        RaiseResearchConcern command,
        Stream<ResearchConcern> concern,
        ResearchDesk desk,
        ResearchProject project,
        Sealed values,
        Actor actor
    ) =>
        concern.Exists ? Decision.Nothing
        : desk.Leads.Count == 0 ? NoLead
        : values.What is not { } what ? WhatMissing
        : command.ProjectId is not null && project.SupportOrganisation != command.SupportOrganisationId ? OtherProject
        : Decision.On<ResearchConcern>(
            command.ConcernId,
            new ResearchConcernRaised(command.ConcernId, command.SupportOrganisationId, command.ProjectId, what, actor.Person)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RaiseResearchConcern>(
            "POST",
            "/api/v1/research/desks/{supportOrganisationId}/concerns",
            AllowedTo.Person,
            creates: "concernId"
        );
}
