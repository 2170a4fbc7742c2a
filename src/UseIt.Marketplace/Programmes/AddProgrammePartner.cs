using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>
/// A partner joins: an organisation of the marketplace, which can return what it did, or one that is known by its name alone.
/// </summary>
public sealed record AddProgrammePartner(
    Guid ProgrammeId,
    [property: NewId(OrKept = true)] Guid PartnerId,
    DateOnly On,
    IReadOnlyList<Guid> Strands,
    Guid? OrganisationId = null,
    string? Name = null
) : Message, ICommand;

public static class AddProgrammePartnerHandler
{
    public static readonly Refusal NameMissing = new("name-missing", "name", "Enter the partner’s name, or choose an organisation");
    public static readonly Refusal NoOrganisation = new("organisation-unknown", "organisationId", "Choose an organisation");
    public static readonly Refusal Already = new("partner-already", "organisationId", "This organisation is a partner already");
    public static readonly Refusal AfterTheEnd = new("joined-after-the-end", "on", "Enter a day before the programme ends");
    public static readonly Refusal NoStrand = new("strand-unknown", "strands", "Choose strands of this programme");

    public sealed record Found(OrganisationInProgramme? Organisation);

    public static Access Authorise(Actor actor, Programme programme) => ProgrammeAccess.ForLead(actor, programme);

    public static async Task<Found> Load(AddProgrammePartner command, Streams streams, CancellationToken cancel) =>
        new(command.OrganisationId is { } id ? (await streams.FetchAsync<OrganisationInProgramme>(id, cancel)).State : null);

    public static Decision Handle(AddProgrammePartner command, Programme programme, Found found)
    {
        // One that has left comes back under a number of its own: what it did before it left stays where it was.
        if (programme.Partner(command.PartnerId) is not null)
            return Decision.Nothing;
        List<Refusal> wrong = [];
        if (command.OrganisationId is not null && found.Organisation is not { IsThere: true })
            wrong.Add(NoOrganisation);
        else if (
            command.OrganisationId is { } organisation
            && programme.Partners.Any(p => p.OrganisationId == organisation && p.Left is null)
        )
            wrong.Add(Already);
        var name = found.Organisation is { IsThere: true } known ? known.Name : command.Name?.Trim();
        if (command.OrganisationId is null && string.IsNullOrEmpty(name))
            wrong.Add(NameMissing);
        if (command.On == default)
            wrong.Add(new Refusal("day-missing", "on", "Enter the day it joined"));
        else if (command.On > programme.Until)
            wrong.Add(AfterTheEnd);
        if (command.Strands.Any(s => programme.Strands.All(k => k.StrandId != s)))
            wrong.Add(NoStrand);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Programme>(
                command.ProgrammeId,
                new ProgrammePartnerJoined(
                    command.ProgrammeId,
                    command.PartnerId,
                    name!,
                    command.OrganisationId,
                    command.On,
                    [.. command.Strands.Distinct()]
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AddProgrammePartner>(
            "POST",
            "/api/v1/programmes/{programmeId}/partners",
            ProgrammeAccess.Leads,
            creates: "partnerId"
        );
}
