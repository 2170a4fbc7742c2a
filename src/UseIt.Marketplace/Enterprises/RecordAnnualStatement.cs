using UseIt.Marketplace.Engine;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Enterprises;

/// <summary>
/// What an enterprise says of one of its years: how many people it reached, and what the annual report of a community interest company
/// (form CIC34) asks. Said again of the same year, it stands instead.
/// </summary>
public sealed record RecordAnnualStatement(
    Guid OrganisationId,
    DateOnly YearEnd,
    int? PeopleReached = null,
    string? PeopleCounted = null,
    string? Consultation = null,
    string? DirectorsPay = null,
    string? AssetTransfers = null,
    Money? Surplus = null,
    Money? Reinvested = null
) : Message, ICommand
{
    public Guid EnterpriseId => SocialEnterprise.IdOf(OrganisationId);
}

public static class RecordAnnualStatementHandler
{
    public static readonly Refusal YearNotOver = new("year-not-over", "yearEnd", "Enter the last day of a year that has ended");
    public static readonly Refusal Empty = new("statement-empty", null, "Fill in at least one part");
    public static readonly Refusal TooFew = new(
        "people-too-few",
        "peopleReached",
        $"Enter {SmallNumbers.Limit} or more, or leave it empty: among fewer, somebody could be recognised"
    );
    public static readonly Refusal CountedMissing = new("people-counted-missing", "peopleCounted", "Say how the people were counted");
    public static readonly Refusal SurplusMissing = new("surplus-missing", "surplus", "Enter the surplus of the year");
    public static readonly Refusal ReinvestedWrong = new(
        "reinvested-wrong",
        "reinvested",
        "Enter an amount from 0 up to the surplus of the year"
    );

    public static Access Authorise(Actor actor, RecordAnnualStatement command) => EnterpriseAccess.ToChange(actor, command.OrganisationId);

    public static Decision Handle(RecordAnnualStatement command, Stream<SocialEnterprise> enterprise, Actor actor, DateTimeOffset now)
    {
        if (!enterprise.Exists)
            return RecordStatusEvidenceHandler.NotRegistered;
        var said = new AnnualStatement(
            command.YearEnd,
            command.PeopleReached,
            Said(command.PeopleCounted),
            Said(command.Consultation),
            Said(command.DirectorsPay),
            Said(command.AssetTransfers),
            command.Surplus,
            command.Reinvested
        );
        List<Refusal> wrong = [];
        if (said.YearEnd == default || said.YearEnd >= UkTime.DayOf(now))
            wrong.Add(YearNotOver);
        if (said == new AnnualStatement(said.YearEnd))
            wrong.Add(Empty);
        if (said.PeopleReached < SmallNumbers.Limit)
            wrong.Add(TooFew);
        else if (said is { PeopleReached: not null, PeopleCounted: null })
            wrong.Add(CountedMissing);
        if (said is { Reinvested: not null, Surplus: null })
            wrong.Add(SurplusMissing);
        else if (said.Reinvested is { } back && (back < Money.Zero || back > said.Surplus))
            wrong.Add(ReinvestedWrong);
        if (wrong.Count > 0)
            return Decision.Refuse([.. wrong]);
        return enterprise.State.Statements.GetValueOrDefault(said.YearEnd) == said
            ? Decision.Nothing
            : Decision.On<SocialEnterprise>(
                command.EnterpriseId,
                new AnnualStatementRecorded(command.EnterpriseId, command.OrganisationId, said, actor.Person)
            );
    }

    private static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordAnnualStatement>(
            "POST",
            "/api/v1/enterprises/{organisationId}/annual-statements",
            EnterpriseAccess.Changers
        );
}
