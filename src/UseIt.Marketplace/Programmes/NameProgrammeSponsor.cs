using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>The senior person of an institution who answers for its part; the name is sealed.</summary>
public sealed record NameProgrammeSponsor(
    Guid ProgrammeId,
    Guid PartnerId,
    [property: NewId] Guid SponsorId,
    string Name,
    string JobTitle,
    DateOnly Since
) : Message, ICommand;

public static class NameProgrammeSponsorHandler
{
    // Derived: whoever chose the key could have another's destroyed when the sponsor stands down.
    internal static Guid KeyOf(Guid programme, Guid sponsor) => UuidV5.Of(programme, $"sponsor/{sponsor}");

    public static readonly Refusal NameMissing = new("name-missing", "name", "Enter the person’s name");
    public static readonly Refusal JobMissing = new("job-title-missing", "jobTitle", "Enter what the person is there");

    public sealed record Sealed(Protected? Name);

    public static Access Authorise(Actor actor, Programme programme) => ProgrammeAccess.ForLead(actor, programme);

    public static async Task<Sealed> Load(NameProgrammeSponsor command, Programme programme, Vault vault, CancellationToken cancel) =>
        new(
            programme.Partner(command.PartnerId) is null || string.IsNullOrWhiteSpace(command.Name)
                ? null
                : await vault.SealAsync(KeyOf(command.ProgrammeId, command.SponsorId), command.Name.Trim(), cancel)
        );

    public static Decision Handle(NameProgrammeSponsor command, Programme programme, Sealed values, DateTimeOffset now)
    {
        if (programme.Partner(command.PartnerId) is not { } partner)
            return ProgrammeAccess.NoPartner;
        if (partner.Sponsor?.SponsorId == command.SponsorId)
            return Decision.Nothing;
        List<Refusal> wrong = [];
        if (values.Name is null)
            wrong.Add(NameMissing);
        if (string.IsNullOrWhiteSpace(command.JobTitle))
            wrong.Add(JobMissing);
        if (!ProgrammeAccess.HasBeen(command.Since, now))
            wrong.Add(ProgrammeAccess.DayWrong("since"));
        if (wrong.Count > 0)
            return Decision.Refuse([.. wrong]);
        var named = new ProgrammeSponsorNamed(
            command.ProgrammeId,
            command.PartnerId,
            command.SponsorId,
            values.Name!,
            command.JobTitle.Trim(),
            command.Since
        );
        return partner.Sponsor is { } before
            ? StandDownProgrammeSponsorHandler.StoodDown(command.ProgrammeId, command.PartnerId, before, command.Since, named)
            : Decision.On<Programme>(command.ProgrammeId, named);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<NameProgrammeSponsor>(
            "POST",
            "/api/v1/programmes/{programmeId}/partners/{partnerId}/sponsors",
            ProgrammeAccess.Leads,
            creates: "sponsorId"
        );
}
