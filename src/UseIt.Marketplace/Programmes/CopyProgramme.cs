using UseIt.Marketplace.Engine;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>
/// The same programme for another neighbourhood or trust: strands, rules and targets are copied; partners, sponsors, promises and people
/// are not.
/// </summary>
public sealed record CopyProgramme(
    [property: NewId] Guid ProgrammeId,
    Guid SourceId,
    Guid LeadOrganisationId,
    string Title,
    string Neighbourhood,
    DateOnly AgreementSignedOn,
    DateOnly From,
    DateOnly Until,
    IReadOnlyList<string> Codes
) : Message, ICommand;

public static class CopyProgrammeHandler
{
    public static readonly Refusal NoSource = new("programme-unknown", "sourceId", "Choose the programme to copy");

    public sealed record Found(OrganisationInProgramme Lead);

    public static Access Authorise(Actor actor, CopyProgramme command) => actor.On(command.LeadOrganisationId, ProgrammeAccess.Leading);

    public static async Task<Found> Load(CopyProgramme command, Streams streams, CancellationToken cancel) =>
        new((await streams.FetchAsync<OrganisationInProgramme>(command.LeadOrganisationId, cancel)).State);

    public static Decision Handle(
        CopyProgramme command,
        Stream<Programme> programme,
        Programme source,
        Found found,
        Actor actor,
        DateTimeOffset now
    )
    {
        if (programme.Exists)
            return Decision.Nothing;
        if (source.Rules is not { Fund: var fund })
            return NoSource;
        var wrong = OpenProgrammeHandler.Wrong(
            command.Title,
            command.Neighbourhood,
            command.AgreementSignedOn,
            command.From,
            command.Until,
            found.Lead,
            now
        );
        // The copy has its own agreement, and so the version of the rules that was in force on its day.
        var rules = IndicatorRules.InForce(fund, command.AgreementSignedOn);
        if (rules is null)
            wrong.Add(OpenProgrammeHandler.NoRules with { Field = "agreementSignedOn" });
        string[] codes = [.. command.Codes.Where(c => !string.IsNullOrWhiteSpace(c)).Select(c => c.Trim())];
        if (codes.Length == 0)
            wrong.Add(OpenProgrammeHandler.CodesMissing);
        if (wrong.Count > 0)
            return Decision.Refuse([.. wrong]);
        var id = command.ProgrammeId;
        var ahead = command.From.DayNumber - source.From.DayNumber;
        return OpenProgrammeHandler.Charged(
            id,
            codes,
            [
                new ProgrammeOpened(
                    id,
                    command.LeadOrganisationId,
                    command.Title.Trim(),
                    command.Neighbourhood.Trim(),
                    fund,
                    rules!.Code,
                    command.AgreementSignedOn,
                    command.From,
                    command.Until,
                    command.SourceId,
                    actor.Person
                ),
                .. source.PeopleLimit > SmallNumbers.Limit ? [new ProgrammePeopleLimitSet(id, source.PeopleLimit)] : Array.Empty<object>(),
                .. source.Strands.Select(s => new ProgrammeStrandSet(id, UuidV5.Of(id, $"strand:{s.StrandId}"), s.Title, s.Question, null)),
                .. source
                    .Targets.Where(t => rules.Find(t.Indicator) is not null || IndicatorRules.Measures.Any(m => m.Code == t.Indicator))
                    .Select(t => new ProgrammeTargetSet(id, t.Indicator, t.Value, t.By.AddDays(ahead))),
            ]
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<CopyProgramme>("POST", "/api/v1/programmes/{sourceId}/copies", ProgrammeAccess.Leads, creates: "programmeId");
}
