using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>A lead has dealt with a concern, and says what was done.</summary>
public sealed record CloseConcern(Guid SupportOrganisationId, Guid ConcernId, string Done) : Message, ICommand
{
    public Guid SafeguardingId => Safeguarding.IdOf(SupportOrganisationId);
}

public static class CloseConcernHandler
{
    public static readonly Refusal DoneMissing = new("done-missing", "done", "Write what was done, and who was told");

    public sealed record Sealed(Protected? Done);

    public static Access Authorise(Actor actor, CloseConcern command, Safeguarding safeguarding, Concern concern) =>
        Reads(actor, safeguarding, concern) && concern.SupportOrganisation == command.SupportOrganisationId
            ? Access.Granted
            : Access.NotFound;

    /// <summary>Only a lead of the organisation itself; nobody's role is enough.</summary>
    internal static bool Reads(Actor actor, Safeguarding safeguarding, Concern concern) =>
        actor.ActsFor(concern.SupportOrganisation) && safeguarding.Leads.Contains(actor.Person);

    public static async Task<Sealed> Load(CloseConcern command, Vault vault, CancellationToken cancel) =>
        new(
            string.IsNullOrWhiteSpace(command.Done)
                ? null
                : await vault.SealAsync(Concern.SubjectOf(command.ConcernId), command.Done.Trim(), cancel)
        );

    public static Decision Handle(CloseConcern command, Concern concern, Sealed values, Actor actor)
    {
        if (concern.Done is not null)
            return Decision.Nothing;
        return values.Done is { } done
            ? Decision.On<Concern>(command.ConcernId, new ConcernClosed(command.ConcernId, concern.SupportOrganisation, done, actor.Person))
            : DoneMissing;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<CloseConcern>(
            "POST",
            "/api/v1/organisations/{supportOrganisationId}/concerns/{concernId}/close",
            SkillsAccess.Support
        );
}
