using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>
/// Opens a programme. The rules of its fund that are in force on the day the grant agreement was signed hold for all of it. What time and
/// people are charged to belongs to one programme alone.
/// </summary>
public sealed record OpenProgramme(
    [property: NewId] Guid ProgrammeId,
    Guid LeadOrganisationId,
    string Title,
    string Neighbourhood,
    string Fund,
    DateOnly AgreementSignedOn,
    DateOnly From,
    DateOnly Until,
    IReadOnlyList<string> Codes
) : Message, ICommand;

public static class OpenProgrammeHandler
{
    public static readonly Refusal NeighbourhoodMissing = new(
        "neighbourhood-missing",
        "neighbourhood",
        "Say which neighbourhood it is for"
    );
    public static readonly Refusal MayNotLead = new(
        "lead-not-checked",
        "leadOrganisationId",
        "A support organisation whose identity has been checked leads a programme"
    );
    public static readonly Refusal NoRules = new(
        "rules-unknown",
        "fund",
        "No version of this fund’s rules is held for the day the agreement was signed. Choose another fund, or check the day"
    );
    public static readonly Refusal SignedWrong = new(
        "signed-wrong",
        "agreementSignedOn",
        "Enter the day the grant agreement was signed, not in the future"
    );
    public static readonly Refusal EndsBefore = new("ends-before", "until", "Enter a last day after the first");
    public static readonly Refusal FromMissing = new("from-missing", "from", "Enter the first day");
    public static readonly Refusal OutOfTime = new("from-out-of-time", "from", "Enter a first day from the year 2000 on");
    public static readonly Refusal CodesMissing = new(
        "codes-missing",
        "codes",
        "Enter what time and people are charged to, as advisers write it"
    );

    public sealed record Found(OrganisationInProgramme Lead);

    public static Access Authorise(Actor actor, OpenProgramme command) => actor.On(command.LeadOrganisationId, ProgrammeAccess.Leading);

    public static async Task<Found> Load(OpenProgramme command, Streams streams, CancellationToken cancel) =>
        new((await streams.FetchAsync<OrganisationInProgramme>(command.LeadOrganisationId, cancel)).State);

    public static Decision Handle(OpenProgramme command, Stream<Programme> programme, Found found, Actor actor, DateTimeOffset now)
    {
        if (programme.Exists)
            return Decision.Nothing;
        var wrong = Wrong(command.Title, command.Neighbourhood, command.AgreementSignedOn, command.From, command.Until, found.Lead, now);
        var rules = IndicatorRules.InForce(command.Fund.Trim(), command.AgreementSignedOn);
        if (rules is null)
            wrong.Add(NoRules);
        string[] codes = [.. command.Codes.Where(c => !string.IsNullOrWhiteSpace(c)).Select(c => c.Trim())];
        if (codes.Length == 0)
            wrong.Add(CodesMissing);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Charged(
                command.ProgrammeId,
                codes,
                new ProgrammeOpened(
                    command.ProgrammeId,
                    command.LeadOrganisationId,
                    command.Title.Trim(),
                    command.Neighbourhood.Trim(),
                    rules!.Fund,
                    rules.Code,
                    command.AgreementSignedOn,
                    command.From,
                    command.Until,
                    null,
                    actor.Person
                )
            );
    }

    internal static List<Refusal> Wrong(
        string title,
        string neighbourhood,
        DateOnly signed,
        DateOnly from,
        DateOnly until,
        OrganisationInProgramme lead,
        DateTimeOffset now
    )
    {
        List<Refusal> wrong = [];
        if (!lead.MayLead)
            wrong.Add(MayNotLead);
        if (string.IsNullOrWhiteSpace(title))
            wrong.Add(ProgrammeAccess.TitleMissing);
        if (string.IsNullOrWhiteSpace(neighbourhood))
            wrong.Add(NeighbourhoodMissing);
        if (!ProgrammeAccess.HasBeen(signed, now))
            wrong.Add(SignedWrong);
        if (from == default)
            wrong.Add(FromMissing);
        else if (!ProgrammeAccess.IsInItsTime(from))
            wrong.Add(OutOfTime);
        else if (until <= from || !ProgrammeAccess.IsInItsTime(until))
            wrong.Add(EndsBefore);
        return wrong;
    }

    /// <summary>The programme with its codes, each held by no other.</summary>
    internal static Decision Charged(Guid programme, IReadOnlyList<string> codes, params IReadOnlyList<object> facts)
    {
        string[] each = [.. codes.DistinctBy(ProgrammeEvaluation.CodeOf)];
        var decision = Decision.On<Programme>(programme, [.. facts, .. each.Select(c => new ProgrammeCodeTaken(programme, c))]);
        foreach (var code in each)
            decision.Reserve("programme-code", ProgrammeEvaluation.CodeOf(code), programme);
        return decision;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<OpenProgramme>("POST", "/api/v1/programmes", ProgrammeAccess.Leads, creates: "programmeId");
}
